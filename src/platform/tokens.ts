/**
 * Secrets that we hand out: API keys, session tokens, webhook secrets.
 *
 * Polar: a token is its prefix, 37 random characters from [0-9A-Za-z] and the CRC-32 of those characters in six
 * base-62 digits. The checksum lets a secret scanner know a leaked token from any other text; nothing here
 * relies on it.
 */
import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62Digits, encodeBase62 } from './base62.ts';

const randomLength = 37;
const checksumLength = 6;
const bodyLength = randomLength + checksumLength;
/** The bytes from here on would make some characters likelier than others. */
const fairBytes = 256 - (256 % base62Digits.length);
const tokenForm = /^(?:[a-z0-9]+_)+[0-9A-Za-z]+$/;

/** A new token with the prefix given, its last `_` included: `newToken('sk_test_')`. */
export function newToken(prefix: string): string {
  const random = randomText(randomLength);
  return prefix + random + checksum(random);
}

/** The SHA-256 of a whole token: 32 bytes, all that we store of it. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** Whether a text has the form of a token that {@link newToken} could have made, checksum included. */
export function isWellFormedToken(token: string): boolean {
  if (token.length > 100 || !tokenForm.test(token)) return false;
  const body = token.slice(token.lastIndexOf('_') + 1);
  if (body.length !== bodyLength) return false;
  return checksum(body.slice(0, randomLength)) === body.slice(randomLength);
}

function checksum(random: string): string {
  return encodeBase62(BigInt(crc32(random)), checksumLength);
}

function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < fairBytes && text.length < length) text += base62Digits.charAt(byte % base62Digits.length);
    }
  }
  return text;
}
