import { createHmac } from 'node:crypto';

/** The Svix protocol: the key is what stands after the secret's prefix, decoded. One signature a secret. */
export function svixSignature(
  { name, timestamp, body }: { name: string; timestamp: number; body: string },
  secrets: readonly string[],
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return `v1,${createHmac('sha256', key).update(`${name}.${timestamp}.${body}`).digest('base64')}`;
    })
    .join(' ');
}
