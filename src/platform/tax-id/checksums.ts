/** Sum of the leading digits, each times the weight at its place; digits past the last weight are left out. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, place) => sum + weight * digitAt(digits, place), 0);
}

/** The digit at a place, counted from the left at 0. Digits only. */
export function digitAt(digits: string, place: number): number {
  return digits.charCodeAt(place) - 48;
}

/** Luhn's test over the whole number, the check digit being the last. Digits only. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = digits.length - 1, double = false; place >= 0; place--, double = !double) {
    const value = digitAt(digits, place) * (double ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** The remainder that is never negative, as check digit rules mean it. */
export function modulo(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}

/** Whether the Gregorian calendar has this day. Month and day from 1, year in full. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
