import { randomBytes } from 'node:crypto';
import type { Database } from './database.ts';

/**
 * A key of the server's own: 32 bytes by a name, made when first asked for, the same for every process on the database. A
 * race of two that make it is settled by the table.
 */
export async function serverSecret(database: Database, name: string): Promise<Buffer> {
  const find = () => database<{ value: Buffer }[]>`select value from secrets where name = ${name}`;
  const [stored] = await find();
  if (stored) return stored.value;
  await database`insert into secrets (name, value) values (${name}, ${randomBytes(32)}) on conflict do nothing`;
  const [made] = await find();
  if (!made) throw new Error(`The server's key '${name}' is gone.`);
  return made.value;
}

/** Such a key as a text, which is read once. */
export function serverSecretText(database: Database, name: string): () => Promise<string> {
  let known: Promise<string> | undefined;
  return () => {
    known ??= serverSecret(database, name).then((key) => key.toString('base64url'));
    // What could not be read is read by the next who asks.
    known.catch(() => {
      known = undefined;
    });
    return known;
  };
}
