import { addMonths, dayMilliseconds, hourMilliseconds, minuteMilliseconds } from './calendar.ts';

/** A length of time as a calendar counts it. All members are whole and not negative. */
export type Duration = { months: number; milliseconds: number };

const form =
  /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const secondMilliseconds = 1_000;
/** Longer than anything that is asked for, and short enough to be counted with. */
const maximumLength = 40;

/** Reads an ISO 8601 duration of whole parts (`P1M`, `P1Y2DT12H`); undefined for any other text. */
export function parseDuration(text: string): Duration | undefined {
  const parts = text.length <= maximumLength ? form.exec(text) : null;
  if (!parts) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return {
    months: years * 12 + months,
    milliseconds:
      (weeks * 7 + days) * dayMilliseconds +
      hours * hourMilliseconds +
      minutes * minuteMilliseconds +
      seconds * secondMilliseconds,
  };
}

/** First the months, kept inside the month that they lead to, then the rest. Invalid where no `Date` reaches so far. */
export function addDuration(date: Date, { months, milliseconds }: Duration): Date {
  return new Date(addMonths(date, months).getTime() + milliseconds);
}
