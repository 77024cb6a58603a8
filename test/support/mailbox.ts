import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestFlorin } from './florin.ts';

/** The mails that a server wrote, oldest first. */
export async function readMails(florin: TestFlorin): Promise<string[]> {
  const folder = path.join(florin.dataDir, 'mailbox');
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
}

/** Waits until there are so many mails: they are written after the answer. */
export async function waitForMails(florin: TestFlorin, count: number): Promise<string[]> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const mails = await readMails(florin);
    if (mails.length >= count) return mails;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`There are fewer than ${count} mails.`);
}

/** The login code in a mail. */
export function codeIn(mail: string | undefined): string {
  const code = /^\s+([A-Z0-9]{6})\s*$/m.exec(mail ?? '')?.[1];
  if (!code) throw new Error('There is no code in the mail.');
  return code;
}
