import { findJsonError } from './json-error.ts';

/** Deeper than any contract goes; bounds the stack of whatever walks the body, and of PostgreSQL reading it. */
const maximumDepth = 64;

/** `offset` counts bytes; `detail` is what the parser expected there. */
export type ParsedBody =
  | { ok: true; value: unknown }
  | { ok: false; reason: string; offset: number; detail?: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a JSON body: UTF-8, of bounded depth, the last of duplicate keys winning. */
export function parseJsonBody(raw: Buffer): ParsedBody {
  let text: string;
  try {
    text = decoder.decode(raw);
  } catch {
    return { ok: false, reason: 'The body is not valid UTF-8', offset: 0 };
  }
  if (isTooDeep(text)) return { ok: false, reason: 'The body is nested too deeply', offset: 0 };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    const { reason: detail, offset = 0 } = findJsonError(text) ?? {};
    return {
      ok: false,
      reason: 'The body is not valid JSON',
      offset: Buffer.byteLength(text.slice(0, offset)),
      detail,
    };
  }
}

/** Counts brackets outside of texts, without building anything. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (inText) {
      if (unit === 0x5c) index++;
      else if (unit === 0x22) inText = false;
    } else if (unit === 0x22) inText = true;
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > maximumDepth) return true;
    } else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return false;
}
