/** Language tags (IETF BCP 47) as customers' locales. */

/** Longer tags exist on paper only; a bound keeps a hostile one from costing anything. */
const maximumLength = 100;

/** Tags from before BCP 47's grammar, and what the IANA registry puts in their place. */
const grandfathered: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'en-gb-oed': 'en-GB-oxendict',
    'i-ami': 'ami',
    'i-bnn': 'bnn',
    'i-hak': 'hak',
    'i-klingon': 'tlh',
    'i-lux': 'lb',
    'i-navajo': 'nv',
    'i-pwn': 'pwn',
    'i-tao': 'tao',
    'i-tay': 'tay',
    'i-tsu': 'tsu',
    'no-bok': 'nb',
    'no-nyn': 'nn',
    'sgn-be-fr': 'sfb',
    'sgn-be-nl': 'vgt',
    'sgn-ch-de': 'sgg',
    'zh-min-nan': 'nan',
  }),
);

/** Tags the registry gives a language of their own, though the names known to Intl lack it. */
const ownLanguages: ReadonlySet<string> = new Set([...grandfathered.values(), 'mis']);

/** `zh-yue`: a language named beneath its macrolanguage. BCP 47 writes the inner one alone. */
const extendedLanguage = /^(?:ar|kok|lv|ms|sgn|sw|uz|zh)-([a-z]{3})(?=-|$)/;

/** Codes that ISO leaves to private agreement: valid, though they have no name. */
const privateUse = {
  language: /^q[a-t][a-z]$/,
  script: /^Qa[a-b][a-z]$/,
  region: /^(?:AA|Q[M-Z]|X[A-Z]|ZZ)$/,
};

const names = {
  language: new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }),
  script: new Intl.DisplayNames(['en'], { type: 'script', fallback: 'none' }),
  region: new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }),
};

/**
 * The tag in its canonical form, or null when it is none: `en-us` is `en-US`, `fr_CA` is `fr-CA`, `i-klingon`
 * is `tlh`.
 *
 * Polar: a tag without a language of its own (`und`, `x-private`) is refused, and so is one whose language is
 * unknown. Blanks are not trimmed.
 */
export function canonicalLocale(input: string): string | null {
  if (input.length > maximumLength) return null;
  const tag = input.replaceAll('_', '-').toLowerCase();
  const modern = grandfathered.get(tag) ?? tag.replace(extendedLanguage, '$1');
  try {
    const locale = new Intl.Locale(modern);
    const { language, script, region } = locale;
    if (!language || language === 'und') return null;
    const isKnown =
      isKnownCode('language', language) && isKnownCode('script', script) && isKnownCode('region', region);
    return isKnown ? locale.toString() : null;
  } catch {
    return null;
  }
}

function isKnownCode(kind: keyof typeof names, code: string | undefined): boolean {
  if (code === undefined) return true;
  if (privateUse[kind].test(code) || (kind === 'language' && ownLanguages.has(code))) return true;
  return names[kind].of(code) !== undefined;
}
