/**
 * Identities. Every row has one UUID; the vendors' prefixed forms (`cus_…`, `cust_…`) are the same UUID in
 * other letters, so no table maps one to the other.
 *
 * Our UUIDs carry the creation time in their first 48 bits (new rows land side by side in an index) and the
 * version nibble 4 (the contracts promise version 4).
 */
import { decodeBase62, encodeBase62 } from './base62.ts';

/** A UUID without its fixed version and variant bits: 48 of time, 26 of a counter, 48 of chance. */
const freeBits = 122n;
const lowBits = 62n;
const lowMask = (1n << lowBits) - 1n;
const base62Width = 21;

const maximumTime = 2 ** 48 - 1;
const randomBytesPerId = 10;
/** One call of the system's generator serves 512 ids. */
const pool = new Uint8Array(randomBytesPerId * 512);
let poolOffset = pool.length;

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** How many ids this process has made in one millisecond, counted on from a number drawn by chance. */
const counters = new Map<number, number>();
const rememberedTimes = 1_000;
const counterBits = 26;

/**
 * A new UUID for the time given (milliseconds since 1970, or a Date). Those that one process makes sort in the order in which
 * it made them, also within a millisecond, in which a test clock may stand for long: after the time comes a counter, and only
 * then chance.
 *
 * @throws RangeError when the time is not a number, before 1970 or past the year 10889.
 */
export function newId(now: Date | number): string {
  const time = Math.floor(Number(now));
  if (!(time >= 0 && time <= maximumTime)) throw new RangeError(`No id can hold the time ${time}.`);
  if (poolOffset === pool.length) {
    crypto.getRandomValues(pool);
    poolOffset = 0;
  }
  const start = poolOffset;
  poolOffset += randomBytesPerId;
  const count = nextCount(time, start);
  const timeHex = time.toString(16).padStart(12, '0');
  const version = (0x4000 | (count >>> 14)).toString(16);
  const variant = (0x8000 | (count & 0x3fff)).toString(16);
  return `${timeHex.slice(0, 8)}-${timeHex.slice(8)}-${version}-${variant}-${randomHex(start + 4, 6)}`;
}

/** Begins in the lower half, so that there is room to count on. */
function nextCount(time: number, start: number): number {
  const last = counters.get(time);
  if (last === undefined && counters.size >= rememberedTimes) counters.clear();
  const drawn = (pool[start]! << 16) | (pool[start + 1]! << 8) | pool[start + 2]!;
  const count = last === undefined ? drawn : (last + 1) % 2 ** counterBits;
  counters.set(time, count);
  return count;
}

function randomHex(start: number, count: number): string {
  let hex = '';
  for (let index = start; index < start + count; index += 1) hex += hexOfByte[pool[index]!];
  return hex;
}

/**
 * The 122 free bits of a canonical version 4 UUID as 21 base-62 characters. Of equal width, so these texts
 * sort as their UUIDs do.
 */
export function uuidToBase62(uuid: string): string {
  const high = BigInt(`0x${uuid.slice(0, 8)}${uuid.slice(9, 13)}${uuid.slice(15, 18)}`);
  const low = BigInt(`0x${uuid.slice(19, 23)}${uuid.slice(24)}`) & lowMask;
  return encodeBase62((high << lowBits) | low, base62Width);
}

/** The UUID that {@link uuidToBase62} wrote so, or null when no UUID is written so. */
export function base62ToUuid(text: string): string | null {
  if (text.length !== base62Width) return null;
  const value = decodeBase62(text);
  if (value === null || value >> freeBits !== 0n) return null;
  const high = (value >> lowBits).toString(16).padStart(15, '0');
  const low = ((value & lowMask) | (2n << lowBits)).toString(16);
  return `${high.slice(0, 8)}-${high.slice(8, 12)}-4${high.slice(12)}-${low.slice(0, 4)}-${low.slice(4)}`;
}

/** `cus_` and 21 characters: the form that Flowglad and Atlas show. */
export function prefixedId(prefix: string, uuid: string): string {
  return `${prefix}_${uuidToBase62(uuid)}`;
}

/** The UUID behind a prefixed id; null when the prefix is another one or the rest names no UUID. */
export function parsePrefixedId(prefix: string, text: string): string | null {
  if (!text.startsWith(`${prefix}_`)) return null;
  return base62ToUuid(text.slice(prefix.length + 1));
}

/** Eight hex digits of chance: out of the system's pool of UUIDs, which is an order faster than asking for four bytes. */
export function randomHexDigits(): string {
  return crypto.randomUUID().slice(0, 8);
}

/** Atlas: a request id is `req_`, the milliseconds in base 36, `_` and 8 hex digits. */
export function newRequestId(now: Date | number): string {
  return `req_${Math.floor(Number(now)).toString(36)}_${randomHexDigits()}`;
}

/** 2023-01-01T00:00:00Z, where Polar's short ids begin. */
const shortIdEpoch = 1_672_531_200_000;
const shortIdSequences = 1024;

/**
 * Polar: a customer's short id is the milliseconds since 2023, shifted by ten bits that hold a running number.
 * A time before 2023 (a test clock turned back) counts as 2023.
 *
 * @param milliseconds since 1970, whole
 * @param sequence a running number, whole and not negative; only its value modulo 1024 counts
 */
export function shortId(milliseconds: number, sequence: number): number {
  return Math.max(0, milliseconds - shortIdEpoch) * shortIdSequences + (sequence % shortIdSequences);
}

/** Polar: a short id in invoice numbers, base 26 with the digits A to Z, at least eight of them. */
export function shortIdText(value: number): string {
  let text = '';
  let rest = value;
  while (rest > 0) {
    text = String.fromCharCode(65 + (rest % 26)) + text;
    rest = Math.floor(rest / 26);
  }
  return text.padStart(8, 'A');
}

export type ParsedUuid =
  | { uuid: string }
  | { error: 'uuid_parsing'; message: string }
  | { error: 'uuid_version' };

const hyphenated = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const plainDigits = /^[0-9a-f]{32}$/;
const urnPrefix = 'urn:uuid:';
const hyphenatedLength = 36;
const longestForm = urnPrefix.length + hyphenatedLength;
/** Where the five groups of a hyphenated UUID start, and how long they are. */
const uuidGroups = [
  { start: 0, length: 8 },
  { start: 9, length: 4 },
  { start: 14, length: 4 },
  { start: 19, length: 4 },
  { start: 24, length: 12 },
];

/**
 * Reads a version 4 UUID in any of its spellings: hyphenated, 32 plain digits, in braces, or as `urn:uuid:`;
 * letters of either case. Gives it in lower case with hyphens.
 *
 * Polar: what is no UUID is `uuid_parsing` with the reason in `message`; a UUID of another version or variant
 * is `uuid_version`.
 */
export function parseUuid(text: string): ParsedUuid {
  const lower = text.length <= longestForm ? text.toLowerCase() : '';
  let uuid: string | null = null;
  if (hyphenated.test(lower)) uuid = lower;
  else if (plainDigits.test(lower)) uuid = withHyphens(lower);
  else {
    const inner = unwrap(text).inner.toLowerCase();
    if (hyphenated.test(inner)) uuid = inner;
  }
  if (uuid === null) {
    return { error: 'uuid_parsing', message: `Input should be a valid UUID, ${reasonAgainst(text)}` };
  }
  const isVersion4 = uuid[14] === '4' && '89ab'.includes(uuid.charAt(19));
  return isVersion4 ? { uuid } : { error: 'uuid_version' };
}

function withHyphens(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

function unwrap(text: string): { inner: string; offset: number } {
  if (text.length > 1 && text.startsWith('{') && text.endsWith('}')) {
    return { inner: text.slice(1, -1), offset: 1 };
  }
  if (text.startsWith(urnPrefix)) return { inner: text.slice(urnPrefix.length), offset: urnPrefix.length };
  return { inner: text, offset: 0 };
}

/** Says what keeps `text` from being a UUID: its length, a character, the number of groups, or a group's length. */
function reasonAgainst(text: string): string {
  const byteLength = Buffer.byteLength(text);
  if (byteLength > longestForm) return `invalid length: found ${byteLength}`;

  const { inner, offset } = byteLength === hyphenatedLength ? { inner: text, offset: 0 } : unwrap(text);
  const strange = inner.search(/[^0-9a-fA-F-]/);
  if (strange >= 0) {
    // In a wrapped text of the right length the place is counted inside the wrapping.
    const index = inner.length === hyphenatedLength ? strange : strange + offset;
    return `invalid character: found \`${String.fromCodePoint(inner.codePointAt(strange)!)}\` at ${index}`;
  }

  const parts = inner.split('-');
  if (parts.length === 1 && offset === 0) return `invalid length: found ${text.length}`;
  if (parts.length !== uuidGroups.length) return `invalid group count: expected 5, found ${parts.length}`;
  const last = uuidGroups.length - 1;
  for (let index = 0; index < last; index += 1) {
    const { length } = uuidGroups[index]!;
    const found = parts[index]!.length;
    if (found !== length) return `invalid group length in group ${index}: expected ${length}, found ${found}`;
  }
  const found = text.length - uuidGroups[last]!.start;
  return `invalid group length in group ${last}: expected ${uuidGroups[last]!.length}, found ${found}`;
}
