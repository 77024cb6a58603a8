import type { MailAttachment } from '../../platform/mail/mail-transport.ts';
import { systemScope } from '../catalog/index.ts';
import { renderDocument } from '../invoices/index.ts';
import type { Mail } from '../mails/index.ts';
import type { NoticeSettings } from './write-notices.ts';

/** The PDFs that go with a mail, as they are now. One whose invoice no longer has it is left out. */
export async function renderAttachments(
  settings: Pick<NoticeSettings, 'pool' | 'clockOf'>,
  mail: Mail,
): Promise<MailAttachment[]> {
  if (mail.attachments.length === 0) return [];
  const scope = await systemScope(settings, mail, 'mails');
  const rendered: MailAttachment[] = [];
  for (const { kind, invoiceId } of mail.attachments) {
    const document = await renderDocument(scope, { id: invoiceId }, kind);
    if (document) rendered.push({ fileName: document.fileName, content: document.content });
  }
  return rendered;
}
