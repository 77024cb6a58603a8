/** Addresses that need no key because they are signed: they name one thing and end after a while. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Database } from './postgres/database.ts';
import { serverSecret } from './postgres/server-secret.ts';

/** The server's own key for signing. */
export function signingSecret(database: Database): Promise<Buffer> {
  return serverSecret(database, 'signed_urls');
}

/**
 * A text that carries `content` and the second when it ends, signed with HMAC-SHA256. It can stand in an address as it is;
 * whoever has it can read what it carries.
 */
export function signToken(secret: Buffer, content: string, expiresAt: Date): string {
  const expiry = Math.floor(expiresAt.getTime() / 1000);
  const signed = `${expiry}.${Buffer.from(content).toString('base64url')}`;
  return `${signed}.${signature(secret, signed)}`;
}

const tokenShape = /^((\d{1,12})\.([\w-]*))\.([\w-]{43})$/;

/** What a token carries, or undefined where it was not signed with this key, was altered, or is over. */
export function readToken(secret: Buffer, token: string, now: Date): string | undefined {
  const [, signed, expiry, content, given] = tokenShape.exec(token) ?? [];
  if (signed === undefined || content === undefined || given === undefined) return undefined;
  // The texts, not their bytes: several spellings in base 64 have the same bytes.
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(signature(secret, signed)))) return undefined;
  if (Number(expiry) * 1000 <= now.getTime()) return undefined;
  return Buffer.from(content, 'base64url').toString();
}

function signature(secret: Buffer, signed: string): string {
  return createHmac('sha256', secret).update(signed).digest('base64url');
}
