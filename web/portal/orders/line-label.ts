import { useWords } from '../words.ts';

/** How the server writes a line: what it is of, how much of it, and when; in English, as the documents are kept. */
const form =
  /^(?<kind>Remaining time on |Trial period for )?(?<name>.+?)(?: × (?<count>\d+)(?<seats> seats?)?)?(?: — From (?<from>\w{3} \d{1,2}, \d{4}) to (?<to>\w{3} \d{1,2}, \d{4}))?$/;

/** What a line of an order says, in the reader's language; as it is where it is none of those that the server writes. */
export function useLineLabel(): (label: string) => string {
  const { say, period: periodOf } = useWords();
  return (label) => {
    const { kind, name = label, count, seats, from, to } = form.exec(label)?.groups ?? {};
    const number = Number(count);
    const product =
      count === undefined
        ? name
        : seats === undefined
          ? say('lineUnits', { product: name, count: number })
          : say('lineSeats', { product: name, count: number });
    if (from === undefined || to === undefined) return product;
    // Noon, so that no time zone makes another day of it.
    const period = periodOf(`${from} 12:00 UTC`, `${to} 12:00 UTC`);
    if (kind?.startsWith('Remaining')) return say('lineUnused', { product, period });
    if (kind) return say('lineTrial', { product, period });
    return say('linePeriod', { product, period });
  };
}
