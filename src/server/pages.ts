import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Where the build puts them. */
const folder = path.join(import.meta.dirname, '..', '..', 'dist', 'web');

export type Page = 'checkout' | 'portal' | 'dashboard';

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const encodings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
];

/** The name of a file changes with what is in it. */
const forEver = 'public, max-age=31536000, immutable';
const forAWhile = 'public, max-age=3600';

type File = {
  type: string;
  cacheControl: string;
  plain: Buffer;
  packed: { name: string; content: Buffer }[];
};

/**
 * The pages that people use: their shells, and the files that these load.
 *
 * @param hasMailbox whether mails are kept where whoever looks at a page can read them: it then leads there
 */
export function addPages(app: FastifyInstance, frameAncestors: FrameAncestors, hasMailbox: boolean): void {
  const files = existsSync(folder) ? readFiles() : new Map<string, File>();
  for (const [address, file] of files) {
    app.get(address, async (request, reply) => sendFile(request, reply, file));
  }
  const shell = (page: Page) => {
    const file = path.join(folder, page, 'index.html');
    if (!existsSync(file)) return undefined;
    const html = readFileSync(file, 'utf8');
    return hasMailbox ? html.replace('<html ', '<html data-mailbox ') : html;
  };
  const serve = (page: Page, addresses: readonly string[]) => {
    const html = shell(page);
    for (const address of addresses) {
      app.get(address, async (request, reply) => {
        if (html === undefined) return notBuilt(reply);
        return sendShell(reply, html, page, page === 'checkout' ? await frameAncestors(request) : undefined);
      });
    }
  };
  serve('checkout', ['/checkout/:client_secret', '/checkout/:client_secret/*']);
  serve('portal', ['/:organization/portal', '/:organization/portal/*']);
  serve('dashboard', ['/dashboard', '/dashboard/*']);
}

/** Whose pages may show a checkout within themselves: origins, of what the address says. */
export type FrameAncestors = (request: FastifyRequest) => Promise<readonly string[]>;

/** Everything that was built, by the address under which it is asked for. It is little, and read once. */
function readFiles(): Map<string, File> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const entries = names.flatMap((name): [string, File][] => {
    const type = types[path.extname(name)];
    if (type === undefined) return [];
    const file = path.join(folder, name);
    const address = `/${name.split(path.sep).join('/')}`;
    const packed = encodings
      .filter(({ suffix }) => existsSync(file + suffix))
      .map((encoding) => ({ name: encoding.name, content: readFileSync(file + encoding.suffix) }));
    const cacheControl = address.startsWith('/florin/assets/') ? forEver : forAWhile;
    return [[address, { type, cacheControl, plain: readFileSync(file), packed }]];
  });
  return new Map(entries);
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: File): FastifyReply {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const packed = file.packed.find(({ name }) => new RegExp(`\\b${name}\\b`).test(accepted));
  reply
    .type(file.type)
    .header('cache-control', file.cacheControl)
    .header('vary', 'accept-encoding')
    .header('cross-origin-resource-policy', 'cross-origin');
  if (packed) reply.header('content-encoding', packed.name);
  return reply.send(packed?.content ?? file.plain);
}

/** Where the processor's own card form lives: with it, card numbers never come near us. */
const stripe = {
  script: 'https://js.stripe.com',
  frame: 'https://js.stripe.com https://hooks.stripe.com',
  connect: 'https://api.stripe.com',
};

/** The page's own files, and nothing else; of others only pictures that merchants chose. */
export function pagePolicy(page: Page, nonce: string, ancestors: readonly string[] | undefined): string {
  const pays = page !== 'dashboard';
  return [
    "default-src 'none'",
    `script-src 'self'${pays ? ` ${stripe.script}` : ''}`,
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob: https:",
    `connect-src 'self'${pays ? ` ${stripe.connect}` : ''}`,
    // The dashboard shows the checkout as a product will have it, and mails as they were sent.
    `frame-src ${pays ? stripe.frame : "'self'"}`,
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors ? ["'self'", ...ancestors].join(' ') : "'none'"}`,
  ].join('; ');
}

/** `ancestors`: who may frame it beside ourselves; undefined where nobody may. */
function sendShell(
  reply: FastifyReply,
  html: string,
  page: Page,
  ancestors: readonly string[] | undefined,
): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  if (ancestors) reply.removeHeader('x-frame-options');
  return (
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(page, nonce, ancestors))
      // Addresses may hold secrets, of checkouts and of invitations.
      .header('referrer-policy', page === 'checkout' ? 'strict-origin' : 'no-referrer')
      .header('cache-control', 'no-store')
      .send(html.replaceAll('__NONCE__', nonce))
  );
}

function notBuilt(reply: FastifyReply): FastifyReply {
  return reply
    .status(503)
    .type('text/plain; charset=utf-8')
    .send('The pages are not built. `npm start` builds them, and so does `node scripts/build-web.mjs`.\n');
}
