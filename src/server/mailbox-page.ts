import { escapeHtml, type Mail } from '../billing/mails/index.ts';

/** Nothing but the page's own style, and the frame with the mail. */
export const mailboxPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A mail runs nothing and sends nothing: it may show its styles and its logo, in our page alone. */
export const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const style = `
:root { color-scheme: light dark; --line: #e3e5ea; --soft: #6b7280; --mark: #f4f5f7; }
@media (prefers-color-scheme: dark) { :root { --line: #343943; --soft: #a4abb8; --mark: #1f2229; } }
body { margin: 0 auto; max-width: 960px; padding: 24px 16px; font: 15px/22px -apple-system, 'Segoe UI', Roboto, sans-serif; }
h1 { font-size: 20px; margin: 0 0 16px; }
a { color: inherit; }
table { width: 100%; border-collapse: collapse; }
td, th { text-align: left; padding: 8px 12px 8px 0; border-top: 1px solid var(--line); vertical-align: top; }
th { font-weight: 500; color: var(--soft); white-space: nowrap; }
time, .soft { color: var(--soft); white-space: nowrap; }
.mode { font-size: 12px; padding: 1px 8px; border-radius: 9px; background: var(--mark); }
.live { background: #b91c1c; color: #fff; }
iframe { width: 100%; height: 760px; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
pre { padding: 16px; background: var(--mark); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

export function addressOf({
  organizationId,
  mode,
  id,
}: Pick<Mail, 'organizationId' | 'mode' | 'id'>): string {
  return `/florin/mailbox/${organizationId}/${mode}/${id}`;
}

const mark = ({ mode }: Mail) => `<span class="mode ${mode}">${mode}</span>`;
const moment = (time: Date) => time.toISOString().slice(0, 19).replace('T', ' ');

export function mailboxPage(mails: readonly Mail[]): string {
  const rows = mails.map(
    (mail) =>
      `<tr><td><time>${moment(mail.createdAt)}</time></td><td>${mark(mail)}</td><td>${escapeHtml(mail.recipient)}</td><td><a href="${addressOf(mail)}">${escapeHtml(mail.subject)}</a><br><span class="soft">${escapeHtml(mail.senderName)} · ${mail.kind} · ${mail.locale}</span></td></tr>`,
  );
  const list = rows.length > 0 ? `<table>${rows.join('\n')}</table>` : '<p class="soft">No mail yet.</p>';
  return page(
    'Mailbox · Florin',
    `<h1>Mailbox</h1>\n<p class="soft">What would have been sent: no mail server is set. Times are in UTC.</p>\n${list}`,
  );
}

export function mailPage(mail: Mail): string {
  const facts: [string, string][] = [
    ['To', escapeHtml(mail.recipient)],
    ['From', escapeHtml(mail.senderName)],
    ['When', `${moment(mail.createdAt)} UTC`],
    ['Kind', `${mail.kind} ${mark(mail)}`],
    ...mail.attachments.map(({ kind }, index): [string, string] => [
      'Attached',
      `<a href="${addressOf(mail)}/attachments/${index}">${kind}.pdf</a>`,
    ]),
  ];
  return page(
    `${mail.subject} · Mailbox`,
    `<p><a href="/florin/mailbox">Mailbox</a></p>
<h1>${escapeHtml(mail.subject)}</h1>
<table>${facts.map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`).join('')}</table>
<p><iframe src="${addressOf(mail)}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" title="The mail as HTML"></iframe></p>
<pre>${escapeHtml(mail.text)}</pre>`,
  );
}
