/**
 * E-mail addresses, checked and normalized as Polar does: the rules and reasons of Python's widely used
 * `email-validator` (with quoted local parts and IP addresses refused), plus pydantic's `Name <a@b.co>` form.
 * No look-up in the DNS happens here.
 */

import { findUnsafeCharacters, invalidCharactersReason, nameCharacter } from './email-characters.ts';
import { parseEmailDomain } from './email-domain.ts';
import { codePointLength } from './text.ts';

export type ParsedEmail = { ok: true; email: string } | { ok: false; reason: string };

const maximumInputLength = 2048;
const maximumLength = 254;

/** RFC 2142: mailboxes that every mail server takes in any letter case. */
const roleMailboxes: ReadonlySet<string> = new Set(
  'abuse ftp hostmaster info marketing news noc postmaster sales security support usenet uucp webmaster www'.split(
    ' ',
  ),
);

/**
 * Reads one address, alone or as `Name <address>`, and normalizes it: the domain in lower case and in Unicode,
 * the local part in the letter case given (role mailboxes such as `postmaster` excepted), both in Unicode's
 * composed form.
 *
 * `reason` is what Polar puts after "value is not a valid email address: ". Takes time in proportion to the
 * input's length.
 */
export function parseEmail(input: string): ParsedEmail {
  if (input.length > maximumInputLength && codePointLength(input) > maximumInputLength) {
    return refused(`Length must not exceed ${maximumInputLength} characters`);
  }
  if (/[\r\n]/.test(input)) return refused('Carriage return and line feed characters are not allowed');

  const parts = splitAddress(withoutDisplayName(input.trim()).trim());
  if ('reason' in parts) return refused(parts.reason);
  const local = parseLocalPart(parts.local);
  if ('reason' in local) return refused(local.reason);
  const domain = parseEmailDomain(parts.domain);
  if ('reason' in domain) return refused(domain.reason);

  const email = `${local.text}@${domain.unicode}`;
  const reason = reasonAgainstLength(email, `${local.text}@${domain.ascii}`);
  return reason === null ? { ok: true, email } : refused(reason);
}

/**
 * Whether a text could be an e-mail address: something, an @-sign and a domain with a period, without blanks.
 * Atlas asks no more of an address.
 */
export function isPlausibleEmail(text: string): boolean {
  return (
    text.length <= maximumLength && /^[^\s@<>"\p{C}]+@[^\s@<>".\p{C}]+(?:\.[^\s@<>".\p{C}]+)+$/u.test(text)
  );
}

function refused(reason: string): ParsedEmail {
  return { ok: false, reason };
}

const plainName = /^[\p{L}\p{N}\s!#$%&'*+\-./=?^_`{|}~]*$/u;
const strangeInName = /[^a-zA-Z0-9_!#$%&'*+\-/=?^`{|}~ ]/gu;

/** What stands between the angle brackets of `Name <address>`; the text itself when it has not that form. */
function withoutDisplayName(text: string): string {
  if (!text.endsWith('>')) return text;
  if (text.startsWith('"')) {
    const endOfName = /"\s*</g;
    endOfName.lastIndex = 2;
    const match = endOfName.exec(text);
    const address = match === null ? '' : text.slice(match.index + match[0].length, -1);
    return address === '' ? text : address;
  }
  const bracket = text.indexOf('<');
  if (bracket < 0 || bracket === text.length - 2 || !plainName.test(text.slice(0, bracket))) return text;
  return text.slice(bracket + 1, -1);
}

type SplitAddress = { local: string; domain: string } | { reason: string };

/** Splits at the first @-sign outside quotes; an opening bracket before it is explained. */
function splitAddress(text: string): SplitAddress {
  const index = indexOfSpecial(text);
  if (index < 0) return { reason: reasonForNoAtSign(text) };
  if (text[index] === '@') return { local: text.slice(0, index), domain: text.slice(index + 1) };

  const name = text.slice(0, index).trimEnd();
  const strange = name.startsWith('"') ? null : name.match(strangeInName);
  if (strange) {
    return {
      reason: invalidCharactersReason(
        'The display name contains invalid characters when not quoted',
        strange,
      ),
    };
  }
  if (!text.includes('>', index)) {
    return {
      reason:
        'An open angle bracket at the start of the email address has to be followed by a close angle bracket at the end.',
    };
  }
  if (!text.endsWith('>')) return { reason: "There can't be anything after the email address." };
  const inner = text.slice(index + 1, -1);
  if (indexOfSpecial(inner) < 0) return { reason: reasonForNoAtSign(inner) };
  return { reason: 'A display name and angle brackets around the email address are not permitted here.' };
}

/** The place of the first `@` or `<` that does not stand in quotes, or -1. */
function indexOfSpecial(text: string): number {
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '@' || character === '<')) return index;
  }
  return -1;
}

function reasonForNoAtSign(text: string): string {
  if (text.includes('\uff20')) {
    return 'The email address has the "full-width" at-sign (@) character instead of a regular at-sign.';
  }
  if (text.includes('\ufe6b')) {
    return 'The email address has the "small commercial at" character instead of a regular at-sign.';
  }
  return 'An email address must have an @-sign.';
}

const strangeInLocalPart = /[^a-zA-Z0-9_!#$%&'*+\-/=?^`{|}~.\u{80}-\u{10ffff}]/gu;

function parseLocalPart(local: string): { text: string } | { reason: string } {
  if (local === '' || local === '""') return { reason: 'There must be something before the @-sign.' };
  if (local.length > 1 && local.startsWith('"') && local.endsWith('"')) {
    return { reason: 'Quoting the part before the @-sign is not allowed here.' };
  }
  const strange = local.match(strangeInLocalPart);
  if (strange) {
    return {
      reason: invalidCharactersReason(
        'The email address contains invalid characters before the @-sign',
        strange,
      ),
    };
  }
  if (local.endsWith('.')) {
    return { reason: 'An email address cannot have a period immediately before the @-sign.' };
  }
  if (local.startsWith('.')) return { reason: 'An email address cannot start with a period.' };
  if (local.includes('..')) return { reason: 'An email address cannot have two periods in a row.' };

  const unsafe = findUnsafeCharacters(local);
  if (unsafe.length > 0) {
    return {
      reason: `The email address contains unsafe characters: ${unsafe.map(nameCharacter).join(', ')}.`,
    };
  }
  const lower = local.toLowerCase();
  return { text: roleMailboxes.has(lower) ? lower : local.normalize('NFC') };
}

/** Mail servers count the UTF-8 bytes of the whole address: 254 at most, in either form of the domain. */
function reasonAgainstLength(email: string, asciiDomainEmail: string): string | null {
  const excess = Buffer.byteLength(email) - maximumLength;
  if (excess > 0) {
    // How many characters those bytes are depends on which ones the caller would drop.
    let widest = 1;
    for (const character of email) widest = Math.max(widest, Buffer.byteLength(character));
    const fewest = Math.max(1, Math.floor(excess / widest));
    const range = fewest === excess ? `${excess}` : `${fewest}-${excess}`;
    return `The email address is too long (${range} character${excess > 1 ? 's' : ''} too many).`;
  }
  const asciiExcess = Buffer.byteLength(asciiDomainEmail) - maximumLength;
  if (asciiExcess <= 0) return null;
  const unit = asciiExcess > 1 ? 'bytes' : 'byte';
  return `The email address is too long when the part after the @-sign is converted to IDNA ASCII (${asciiExcess} ${unit} too many).`;
}
