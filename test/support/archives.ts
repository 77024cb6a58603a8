import { readArchive } from '../../src/platform/archive.ts';

/** An archive's files, by name, in their order. */
export async function filesOf(archive: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for await (const { name, content } of readArchive(archive)) {
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(chunk);
    files.set(name, Buffer.concat(chunks));
  }
  return files;
}
