import type { FastifyInstance } from 'fastify';
import { documentsPath, openDocumentLink } from '../billing/invoices/index.ts';
import type { Services } from '../platform/http/dialect.ts';

/** Serves PDFs by signed addresses. One that is forged, over, or leads nowhere is not found, without a reason. */
export function addInvoiceDownloads(app: FastifyInstance, services: Pick<Services, 'pool' | 'clock'>): void {
  app.get<{ Params: { token: string } }>(`${documentsPath}/:token`, async (request, reply) => {
    const document = await openDocumentLink(services.pool, services.clock, request.params.token);
    reply.header('cache-control', 'private, no-store');
    if (!document) return reply.status(404).send({ error: 'Not Found' });
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', attachment(document.fileName))
      .send(document.content);
  });
}

/** The header that names a download: plain for old readers, whole for all others. */
function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\w. -]/g, '_');
  const whole = plain === fileName ? '' : `; filename*=UTF-8''${encodeURIComponent(fileName)}`;
  return `attachment; filename="${plain}"${whole}`;
}
