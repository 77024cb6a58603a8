/**
 * Tar archives that say what is in them: parts, and at the end a `manifest.json` with the length and checksum of each. One that
 * was cut off has no manifest; one that was altered does not fit it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline, Readable, type Transform, type Writable } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Pack, pack } from 'tar-stream';

const manifestName = 'manifest.json';
const largestManifestBytes = 256 * 1024 * 1024;

export type ArchivePart = { name: string; bytes: number; sha256: string };

/** What is wrong with an archive, in words for whoever brought it. */
export class ArchiveError extends Error {}

type Chunks = AsyncIterable<Buffer> | Iterable<Buffer>;

export type ArchiveWriter = {
  /** Adds a part of so many bytes; exactly these must come. */
  add(name: string, bytes: number, chunks: Chunks): Promise<ArchivePart>;
  /** Adds a part whose length shows only at its end: on the way there it is in a file of the spool folder. */
  addUnmeasured(name: string, chunks: AsyncIterable<Buffer>): Promise<ArchivePart>;
  /** Adds the manifest with the given members, and ends the archive. Answers once the last byte is taken. */
  finish(manifest: Record<string, unknown>): Promise<void>;
  /** Gives up: what was written is no archive. */
  abort(error: Error): void;
};

/**
 * Writes an archive to a stream, as fast as that takes it.
 *
 * @param through what the bytes go through on the way: a compressor
 * @param moment the time that all its files bear
 */
export function writeArchive(
  output: Writable,
  { spoolFolder, moment, through }: { spoolFolder: string; moment: Date; through?: Transform },
): ArchiveWriter {
  const tar: Pack = pack();
  const written = through ? piped(tar, through, output) : piped(tar, output);
  // Told to whoever adds a part, or waits for the end.
  written.catch(() => {});

  const add: ArchiveWriter['add'] = async (name, bytes, chunks) => {
    const hash = createHash('sha256');
    const entry = tar.entry({ name, size: bytes, mode: 0o600, mtime: moment });
    async function* hashed() {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    }
    // Where the output is gone, the entry is, too.
    await piped(Readable.from(hashed(), { objectMode: false }), entry);
    return { name, bytes, sha256: hash.digest('hex') };
  };
  return {
    add,
    async addUnmeasured(name, chunks) {
      const file = path.join(spoolFolder, `.florin-spool-${randomUUID()}`);
      const spool = await open(file, 'wx+', 0o600);
      try {
        // Without a name it is gone with the process, however that ends.
        await rm(file);
        let bytes = 0;
        for await (const chunk of chunks) {
          await spool.write(chunk, 0, chunk.length, bytes);
          bytes += chunk.length;
        }
        return await add(name, bytes, spool.createReadStream({ start: 0, autoClose: false }));
      } finally {
        await spool.close();
      }
    },
    async finish(manifest) {
      const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
      await add(manifestName, text.length, [text]);
      tar.finalize();
      await written;
    },
    abort(error) {
      tar.destroy(error);
    },
  };
}

export type ArchiveEntry = { name: string; bytes: number; content: AsyncIterable<Buffer> };

/**
 * Reads an archive, compressed or not, part by part. Each part has to be read to its end, or not at all.
 *
 * @throws ArchiveError where it is no archive, or was cut off; also while a part is read
 */
export async function* readArchive(file: string): AsyncGenerator<ArchiveEntry> {
  const handle = await open(file).catch((cause) => {
    throw new ArchiveError(`${file} cannot be read: ${cause.message}`, { cause });
  });
  try {
    const tar = extract();
    const { buffer: beginning } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const source = handle.createReadStream({ start: 0, autoClose: false });
    const isCompressed = beginning.equals(gzipMagic);
    pipeline(isCompressed ? [source, createGunzip(), tar] : [source, tar], () => {});
    for await (const entry of tar) {
      const { name, size = 0, type } = entry.header;
      if (type !== 'file' && type !== 'contiguous-file') {
        throw new ArchiveError(`${name} is no file; Florin did not write this archive.`);
      }
      yield { name, bytes: size, content: contentOf(file, entry as unknown as AsyncIterable<Buffer>) };
      entry.resume();
    }
  } catch (error) {
    throw readingError(file, error);
  } finally {
    await handle.close();
  }
}

const gzipMagic = Buffer.from([0x1f, 0x8b]);

async function* contentOf(file: string, entry: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* entry;
  } catch (error) {
    throw readingError(file, error);
  }
}

function readingError(file: string, error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (!/^(Z_|EISDIR)|Unexpected end of data|Invalid (tar )?header|Premature close/.test(`${code}${message}`))
    return error;
  return new ArchiveError(`${file} is cut off, damaged, or no archive of Florin's (${message}).`, {
    cause: error,
  });
}

/**
 * Reads an archive to its end, giving every part's content to `take`, and compares it with its manifest.
 *
 * @param take has to read the content that it is given
 * @returns the manifest
 * @throws ArchiveError that names the part at fault
 */
export async function checkArchive(
  file: string,
  take: (name: string, content: AsyncIterable<Buffer>) => Promise<void>,
): Promise<Record<string, unknown>> {
  const found = new Map<string, ArchivePart>();
  let manifest: Record<string, unknown> | undefined;
  for await (const { name, bytes, content } of readArchive(file)) {
    if (manifest) throw new ArchiveError(`${file} has ${name} after its manifest.`);
    if (name === manifestName) {
      manifest = await readManifest(file, bytes, content);
      continue;
    }
    if (found.has(name)) throw new ArchiveError(`${file} has ${name} twice.`);
    const hash = createHash('sha256');
    async function* hashed() {
      for await (const chunk of content) {
        hash.update(chunk);
        yield chunk;
      }
    }
    await take(name, hashed());
    found.set(name, { name, bytes, sha256: hash.digest('hex') });
  }
  if (!manifest) throw new ArchiveError(`${file} has no manifest at its end: it is cut off.`);
  compare(file, manifest.parts as ArchivePart[], found);
  return manifest;
}

async function readManifest(
  file: string,
  bytes: number,
  content: AsyncIterable<Buffer>,
): Promise<Record<string, unknown>> {
  if (bytes > largestManifestBytes) throw new ArchiveError(`${file} has a manifest that is too large.`);
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  try {
    const manifest = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    if (Array.isArray(manifest.parts)) return manifest;
  } catch {}
  throw new ArchiveError(`${file} has a manifest that cannot be read.`);
}

function compare(file: string, parts: readonly ArchivePart[], found: Map<string, ArchivePart>): void {
  for (const { name, bytes, sha256 } of parts) {
    const part = found.get(name);
    if (!part) throw new ArchiveError(`${file} lacks ${name}, which its manifest names.`);
    if (part.sha256 !== sha256 || part.bytes !== bytes) {
      throw new ArchiveError(`${name} in ${file} is not as its manifest says: it was altered or damaged.`);
    }
    found.delete(name);
  }
  const [extra] = found.keys();
  if (extra !== undefined) throw new ArchiveError(`${file} has ${extra}, which its manifest does not name.`);
}
