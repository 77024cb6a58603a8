import { stdnum } from 'stdnum';

/**
 * One format's rule: takes the compact number and, where the spelling matters, the number as typed;
 * answers the normalised number, or null where the format does not accept it. Never throws.
 */
export type NumberRule = (compact: string, typed: string) => string | null;

type Check = (number: string) => boolean;

/** A rule that accepts numbers of a shape (an anchored expression) which also pass the check, and keeps them as they are. */
export function shaped(shape: RegExp, check: Check = () => true): NumberRule {
  return (compact) => (shape.test(compact) && check(compact) ? compact : null);
}

/** The same rule, with a country prefix allowed in front and removed. */
export function withoutPrefix(prefix: string, rule: NumberRule): NumberRule {
  return (compact, typed) => rule(compact.startsWith(prefix) ? compact.slice(prefix.length) : compact, typed);
}

/** The check of stdnum's validator, named by its country and module. Throws at start if the library has none. */
export function library(country: string, name: string): Check {
  const validator = stdnum[country]?.[name];
  if (validator === undefined) throw new Error(`stdnum has no validator ${country}.${name}`);
  return (number) => validator.validate(number).isValid;
}
