import type { Fact, MailContent, MailFrame } from './mail-content.ts';

/** Mail programs know tables and styles at the element; what is in `head` is for those that know the dark. */
const darkStyle = `
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #16181d !important; }
  .card { background: #1f2229 !important; border-color: #343943 !important; }
  .ink, .ink td { color: #eceef2 !important; }
  .soft, .soft td { color: #a4abb8 !important; }
  .rule td { border-color: #343943 !important; }
  .code { background: #16181d !important; border-color: #343943 !important; color: #eceef2 !important; }
  .button { background: #eceef2 !important; color: #16181d !important; }
}
@media (max-width: 600px) { .card { padding: 24px 20px !important; } }`;

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const inkStyle = `${font};font-size:16px;line-height:24px;color:#1c1f26`;
const softStyle = `${font};font-size:13px;line-height:20px;color:#6b7280`;

/** The HTML of a mail. It asks for nothing but the logo. */
export function renderHtml(content: MailContent, frame: MailFrame): string {
  const language = escapeHtml(frame.language);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(content.subject)}</title>
<style>${darkStyle}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f4f5f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="page" style="background:#f4f5f7">
<tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
${testBanner(frame)}<tr><td style="padding:0 4px 16px">${sender(frame)}</td></tr>
<tr><td class="card" style="background:#ffffff;border:1px solid #e3e5ea;border-radius:12px;padding:36px 40px">
${card(content)}
</td></tr>
<tr><td class="soft" style="padding:20px 4px 0;${softStyle}">${frame.footer.map(escapeHtml).join('<br>')}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

function testBanner({ testMode }: MailFrame): string {
  if (testMode === null) return '';
  return `<tr><td style="padding:0 4px 16px"><span style="${font};font-size:13px;line-height:20px;color:#7c4a03;background:#fdf0d5;border-radius:6px;padding:4px 10px">${escapeHtml(testMode)}</span></td></tr>\n`;
}

function sender({ organizationName, logoUrl }: MailFrame): string {
  const name = escapeHtml(organizationName);
  const image =
    logoUrl === null
      ? ''
      : `<td style="padding-right:12px"><img src="${escapeHtml(logoUrl)}" width="36" height="36" alt="" style="display:block;border-radius:8px"></td>`;
  return `<table role="presentation" cellpadding="0" cellspacing="0"><tr>${image}<td class="ink" style="${inkStyle};font-weight:600">${name}</td></tr></table>`;
}

function card({ title, paragraphs, code, facts = [], lines = [], totals = [], button, note }: MailContent) {
  return [
    `<h1 class="ink" style="margin:0 0 16px;${font};font-size:22px;line-height:30px;font-weight:600;color:#1c1f26">${escapeHtml(title)}</h1>`,
    ...paragraphs.map((text) => `<p class="ink" style="margin:0 0 16px;${inkStyle}">${escapeHtml(text)}</p>`),
    ...(code === undefined
      ? []
      : [
          `<p class="code" style="margin:8px 0 24px;padding:16px;border:1px solid #e3e5ea;border-radius:8px;background:#f8f9fb;text-align:center;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:28px;line-height:36px;letter-spacing:6px;color:#1c1f26">${escapeHtml(code)}</p>`,
        ]),
    ...(lines.length + totals.length > 0 ? [table([...lines.map(plain), ...totals.map(strongLast)])] : []),
    ...(facts.length > 0 ? [table(facts.map(quiet))] : []),
    ...(button
      ? [
          `<p style="margin:24px 0 8px"><a class="button" href="${escapeHtml(button.url)}" target="_blank" style="display:inline-block;${font};font-size:15px;line-height:22px;font-weight:600;text-decoration:none;background:#1c1f26;color:#ffffff;border-radius:8px;padding:11px 20px">${escapeHtml(button.label)}</a></p>`,
        ]
      : []),
    ...(note === undefined
      ? []
      : [`<p class="soft" style="margin:16px 0 0;${softStyle}">${escapeHtml(note)}</p>`]),
  ].join('\n');
}

/** `wraps`: a text, that may be longer than a phone is wide; amounts stay whole. */
type Row = Fact & { look: 'plain' | 'strong' | 'quiet'; wraps?: true };

const plain = (fact: Fact): Row => ({ ...fact, look: 'plain' });
const quiet = (fact: Fact): Row => ({ ...fact, look: 'quiet', wraps: true });
const strongLast = (fact: Fact, index: number, all: readonly Fact[]): Row => ({
  ...fact,
  look: index === all.length - 1 ? 'strong' : 'quiet',
});

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ label, value, look, wraps }) => {
    const style = `${look === 'quiet' ? softStyle.replace('13px', '14px') : inkStyle.replace('16px', '15px')}${look === 'strong' ? ';font-weight:600' : ''}`;
    const cell = `padding:9px 0;border-top:1px solid #eceef2;vertical-align:top;${style}`;
    const breaks = wraps ? 'word-break:break-word;overflow-wrap:anywhere' : 'white-space:nowrap';
    return `<tr class="${look === 'quiet' ? 'soft' : 'ink'} rule"><td style="${cell};padding-right:16px">${escapeHtml(label)}</td><td align="right" style="${cell};${breaks}">${escapeHtml(value)}</td></tr>`;
  });
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:8px 0 16px">${cells.join('')}</table>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The same as plain text. A code, or an address, stands alone on its line. */
export function renderText(content: MailContent, frame: MailFrame): string {
  const { title, paragraphs, code, facts = [], lines = [], totals = [], button, note } = content;
  const list = (rows: readonly Fact[]) => rows.map(({ label, value }) => `${label}: ${value}`).join('\n');
  return `${[
    ...(frame.testMode === null ? [] : [`[${frame.testMode}]`]),
    title,
    ...paragraphs,
    ...(code === undefined ? [] : [`    ${code}`]),
    list([...lines, ...totals]),
    list(facts),
    ...(button ? [`${button.label}:\n\n    ${button.url}`] : []),
    note ?? '',
    `-- \n${frame.footer.join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}
