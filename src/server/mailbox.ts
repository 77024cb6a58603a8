import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Mail, selectMail, selectNewestMails } from '../billing/mails/index.ts';
import { renderAttachments } from '../billing/notices/index.ts';
import type { Services } from '../platform/http/dialect.ts';
import { parseUuid } from '../platform/ids.ts';
import { mailboxPage, mailboxPolicy, mailPage, mailPolicy } from './mailbox-page.ts';

const mailsShown = 200;

type MailParams = { organization: string; mode: string; id: string };

/** The mails that would have been sent, for the developer whose machine it is. Nobody is asked for a key. */
export function addMailbox(
  app: FastifyInstance,
  services: Pick<Services, 'pool' | 'clockOf' | 'publicUrl'>,
): void {
  const { pool } = services;
  const open = async (request: FastifyRequest): Promise<Mail | undefined> => {
    const { organization, mode, id } = request.params as MailParams;
    const [organizationId, mailId] = [parseUuid(organization), parseUuid(id)];
    if (!('uuid' in organizationId) || !('uuid' in mailId) || (mode !== 'test' && mode !== 'live'))
      return undefined;
    return selectMail({ database: pool, organizationId: organizationId.uuid, mode }, mailId.uuid);
  };
  const serve = (
    path: string,
    answer: (
      request: FastifyRequest<{ Params: MailParams & { index: string } }>,
      reply: FastifyReply,
    ) => unknown,
  ) =>
    app.get<{ Params: MailParams & { index: string } }>(`/florin/mailbox${path}`, async (request, reply) => {
      reply.header('cache-control', 'private, no-store');
      return isOwnName(request.host, services.publicUrl) ? answer(request, reply) : notFound(reply);
    });

  serve('', async (_request, reply) =>
    html(reply, mailboxPolicy).send(mailboxPage(await selectNewestMails(pool, mailsShown))),
  );
  serve('/:organization/:mode/:id', async (request, reply) => {
    const mail = await open(request);
    return mail ? html(reply, mailboxPolicy).send(mailPage(mail)) : notFound(reply);
  });
  serve('/:organization/:mode/:id/html', async (request, reply) => {
    const mail = await open(request);
    if (!mail) return notFound(reply);
    return html(reply, mailPolicy).header('x-frame-options', 'SAMEORIGIN').send(mail.html);
  });
  serve('/:organization/:mode/:id/attachments/:index', async (request, reply) => {
    const mail = await open(request);
    const attachment = mail?.attachments[Number(request.params.index)];
    const [document] =
      mail && attachment ? await renderAttachments(services, { ...mail, attachments: [attachment] }) : [];
    return document ? reply.type('application/pdf').send(document.content) : notFound(reply);
  });
}

const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A page elsewhere could lead a name of its own to this machine, and read the mailbox under it. */
function isOwnName(host: string, publicUrl: string): boolean {
  const name = URL.parse(`http://${host}`)?.hostname;
  return name !== undefined && (ownNames.has(name) || name === URL.parse(publicUrl)?.hostname);
}

function html(reply: FastifyReply, policy: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('content-security-policy', policy);
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.status(404).send({ error: 'Not Found' });
}
