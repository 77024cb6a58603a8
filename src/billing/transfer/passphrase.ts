/** Secrets on their way from one server to another, under a passphrase. */
import { createCipheriv, createHmac, scrypt } from 'node:crypto';
import { openText } from '../../platform/sealed-text.ts';

const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 1024 * 1024 };
const keyLength = 32;

/** How the key is made of the passphrase, as the manifest says it. */
export const derivation = { kdf: 'scrypt', n: cost.N, r: cost.r, p: cost.p };

export const shortestPassphrase = 12;

export type ExportSeal = {
  seal(place: string, text: string): Buffer;
  /** @throws Error where it was sealed with another passphrase or for another place, or was altered */
  open(place: string, sealed: Buffer): string;
};

/**
 * Seals with AES-256-GCM. Of the same organization, passphrase, place and text the same bytes come out, so that two exports of
 * the same data are the same: the nonce is of a keyed hash of what is sealed, and differs where that does.
 */
export async function exportSeal(passphrase: string, organizationId: string): Promise<ExportSeal> {
  const keys = await new Promise<Buffer>((resolve, reject) =>
    scrypt(
      passphrase.normalize('NFKC'),
      `florin export ${organizationId}`,
      2 * keyLength,
      cost,
      (error, made) => (error ? reject(error) : resolve(made)),
    ),
  );
  const sealingKey = keys.subarray(0, keyLength);
  const nonceKey = keys.subarray(keyLength);
  return {
    seal(place, text) {
      const nonce = createHmac('sha256', nonceKey)
        .update(JSON.stringify([place, text]))
        .digest()
        .subarray(0, 12);
      const sealing = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(Buffer.from(place));
      return Buffer.concat([nonce, sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()]);
    },
    open: (place, sealed) => openText(sealingKey, place, sealed),
  };
}

const checkPlace = 'florin export';

/** What the manifest keeps, to tell a wrong passphrase at once. */
export function passphraseCheck(seal: ExportSeal): string {
  return seal.seal(checkPlace, checkPlace).toString('base64');
}

export function fits(seal: ExportSeal, check: string): boolean {
  try {
    return seal.open(checkPlace, Buffer.from(check, 'base64')) === checkPlace;
  } catch {
    return false;
  }
}
