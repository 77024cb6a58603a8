/** A card as the sandbox takes it. */
export type Card = { number: string; exp_month: number; exp_year: number; cvc: string };

/** What stands in the fields: as typed, in groups. */
export type CardDraft = { number: string; expiry: string; cvc: string };

export type CardFault = 'cardNumberIncomplete' | 'cardExpiryIncomplete' | 'cardExpired' | 'cardCvcIncomplete';
export type CardFaults = { [Field in keyof CardDraft]?: CardFault };

export const emptyCard: CardDraft = { number: '', expiry: '', cvc: '' };

const brands = [
  { name: 'amex', begins: /^3[47]/, groups: [4, 6, 5], codeLength: 4 },
  { name: 'visa', begins: /^4/, groups: [4, 4, 4, 4], codeLength: 3 },
  { name: 'mastercard', begins: /^(5[1-5]|2[2-7])/, groups: [4, 4, 4, 4], codeLength: 3 },
  { name: 'discover', begins: /^6(011|4[4-9]|5)/, groups: [4, 4, 4, 4], codeLength: 3 },
] as const;

const unknownBrand = { name: 'card', groups: [4, 4, 4, 4], codeLength: 3 } as const;

/** The brand that a number begins like: how it is grouped, and how long its security code is. */
export function brandOf(number: string) {
  const digits = digitsOf(number);
  return brands.find(({ begins }) => begins.test(digits)) ?? unknownBrand;
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** Digits in the groups that stand on the card. */
export function formatNumber(text: string): string {
  const digits = digitsOf(text);
  const groups: string[] = [];
  let from = 0;
  for (const length of brandOf(digits).groups) {
    if (from >= digits.length) break;
    groups.push(digits.slice(from, from + length));
    from += length;
  }
  return groups.join(' ');
}

/** `12 / 34`; a month that one digit tells gets its zero. */
export function formatExpiry(text: string): string {
  const typed = digitsOf(text);
  // Some browsers fill in the year whole.
  const whole = /^(\d\d)20(\d\d)$/.exec(typed);
  const digits = whole ? `${whole[1]}${whole[2]}` : /^[2-9]/.test(typed) ? `0${typed}` : typed;
  return digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2, 4)}` : digits;
}

/** The card that the fields tell, or what is wrong with each. */
export function readCard(draft: CardDraft, now: Date): { card: Card } | { faults: CardFaults } {
  const { groups, codeLength } = brandOf(draft.number);
  const number = digitsOf(draft.number);
  const cvc = digitsOf(draft.cvc);
  const faults: CardFaults = {};
  if (number.length !== groups.reduce<number>((sum, length) => sum + length, 0)) {
    faults.number = 'cardNumberIncomplete';
  }
  const [, month, year] = /^(0[1-9]|1[0-2]) \/ (\d\d)$/.exec(draft.expiry) ?? [];
  if (month === undefined) faults.expiry = 'cardExpiryIncomplete';
  else if (Date.UTC(2000 + Number(year), Number(month), 1) <= now.getTime()) faults.expiry = 'cardExpired';
  if (cvc.length !== codeLength) faults.cvc = 'cardCvcIncomplete';
  return Object.keys(faults).length > 0
    ? { faults }
    : { card: { number, exp_month: Number(month), exp_year: 2000 + Number(year), cvc } };
}
