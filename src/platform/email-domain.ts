/** The part of an e-mail address after the @-sign. */
import { domainToASCII, domainToUnicode } from 'node:url';
import { findUnsafeCharacters, invalidCharactersReason, nameCharacter } from './email-characters.ts';

const maximumDomainLength = 253;
const maximumLabelLength = 63;

/** RFC 6761 and its kin: names that lead to no mailbox of the public Internet. */
const specialUseNames = ['arpa', 'invalid', 'local', 'localhost', 'onion', 'test'];

const strangeInDomain = /[^a-zA-Z0-9\-.\u{80}-\u{10ffff}]/gu;

export type ParsedDomain = { ascii: string; unicode: string } | { reason: string };

/** Checks a domain and gives both of its forms in lower case: `xn--bcher-kva.de` and `bücher.de`. */
export function parseEmailDomain(domain: string): ParsedDomain {
  const reason = reasonAgainstCharacters(domain);
  if (reason !== null) return { reason };

  const forms = bothForms(domain);
  if ('reason' in forms) return forms;
  const laterReason = reasonAgainstName(forms.ascii, forms.ascii !== forms.unicode);
  return laterReason === null ? forms : { reason: laterReason };
}

function reasonAgainstCharacters(domain: string): string | null {
  if (domain === '') return 'There must be something after the @-sign.';
  if (domain.startsWith('[') && domain.endsWith(']')) {
    return 'A bracketed IP address after the @-sign is not allowed here.';
  }
  const strange = domain.match(strangeInDomain);
  if (strange)
    return invalidCharactersReason('The part after the @-sign contains invalid characters', strange);
  const unsafe = findUnsafeCharacters(domain);
  if (unsafe.length > 0) {
    return `The email address contains unsafe characters: ${unsafe.map(nameCharacter).join(', ')}.`;
  }
  return null;
}

function bothForms(domain: string): ParsedDomain {
  // Full-width letters and periods become plain ones first, so that the rules about periods see them.
  const folded = domain.normalize('NFKC').replaceAll('\u3002', '.').toLowerCase();
  const reason = reasonAgainstPunctuation(folded);
  if (reason !== null) return { reason };
  if (!/[^\p{ASCII}]|(?:^|\.)xn--/u.test(folded)) return { ascii: folded, unicode: folded };

  // node:url applies UTS 46, and reads what looks like an IPv4 address as one; such a name ends in a digit.
  const ascii = /[0-9]$/.test(folded) ? folded : domainToASCII(domain);
  const unicode = domainToUnicode(ascii);
  if (ascii === '' || unicode === '' || /(?:^|\.)xn--/.test(unicode)) {
    return { reason: 'The part after the @-sign is not valid IDNA.' };
  }
  const labelReason = reasonAgainstLabels(unicode);
  return labelReason === null ? { ascii, unicode } : { reason: labelReason };
}

function reasonAgainstPunctuation(domain: string): string | null {
  if (domain.endsWith('.')) return 'An email address cannot end with a period.';
  if (domain.startsWith('.')) return 'An email address cannot have a period immediately after the @-sign.';
  if (domain.includes('..')) return 'An email address cannot have two periods in a row.';
  if (domain.endsWith('-')) return 'An email address cannot end with a hyphen.';
  if (domain.startsWith('-')) return 'An email address cannot have a hyphen immediately after the @-sign.';
  if (domain.includes('.-') || domain.includes('-.')) {
    return 'An email address cannot have a period and a hyphen next to each other.';
  }
  if (/(?:^|\.)(?!xn)[^.]{2}--/u.test(domain)) {
    return 'An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except Punycode.';
  }
  return null;
}

/** IDNA 2008: letters, marks and digits, and a few marks of punctuation that some scripts need inside words. */
const allowedInLabel = /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}\-\u00b7\u0375\u05f3\u05f4\u30fb]$/u;

function reasonAgainstLabels(domain: string): string | null {
  for (const label of domain.split('.')) {
    const characters = [...label];
    const index = characters.findIndex((character) => !allowedInLabel.test(character));
    if (index < 0) continue;
    const code = characters[index]!.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `The part after the @-sign is invalid (Codepoint U+${code} at position ${index + 1} of '${label}' not allowed).`;
  }
  return null;
}

function reasonAgainstName(ascii: string, isInternational: boolean): string | null {
  const excess = ascii.length - maximumDomainLength;
  if (excess > 0) {
    const what = isInternational ? `byte${excess > 1 ? 's' : ''}` : `character${excess > 1 ? 's' : ''}`;
    const when = isInternational ? ' after IDNA encoding' : '';
    return `The email address is too long after the @-sign (${excess} ${what} too many${when}).`;
  }
  const labels = ascii.split('.');
  const longest = Math.max(...labels.map((label) => label.length)) - maximumLabelLength;
  if (longest > 0) {
    if (isInternational) return 'The part after the @-sign is invalid (Label too long).';
    return `After the @-sign, periods cannot be separated by so many characters (${longest} character${longest > 1 ? 's' : ''} too many).`;
  }
  if (labels.length === 1) return 'The part after the @-sign is not valid. It should have a period.';
  if (!/[a-z]$/.test(ascii)) {
    // A Punycode label may end in a digit though the name it stands for ends in a letter; no real one does.
    return 'The part after the @-sign is not valid. It is not within a valid top-level domain.';
  }
  if (specialUseNames.includes(labels.at(-1)!)) {
    return 'The part after the @-sign is a special-use or reserved name that cannot be used with email.';
  }
  return null;
}
