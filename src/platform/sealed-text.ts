/** Secrets of others that have to be read again, and so cannot be hashed: encrypted with AES-256-GCM. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/**
 * Encrypts a text.
 *
 * @param key 32 bytes
 * @param place where it is kept; it opens nowhere else, so that rows cannot be swapped
 */
export function sealText(key: Buffer, place: string, text: string): Buffer {
  const nonce = randomBytes(nonceLength);
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(place));
  return Buffer.concat([nonce, sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()]);
}

/**
 * The text that was sealed.
 *
 * @throws Error where it was sealed with another key or for another place, or was altered
 */
export function openText(key: Buffer, place: string, sealed: Buffer): string {
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  opening.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-tagLength));
  const text = opening.update(sealed.subarray(nonceLength, -tagLength));
  return Buffer.concat([text, opening.final()]).toString('utf8');
}
