import type { Checkout, CheckoutProduct, Price } from './checkout-api.ts';
import type { CheckoutWords } from './language.ts';

type Interval = NonNullable<Checkout['active_trial_interval']>;

const every = {
  day: ['everyDay', 'everyDays'],
  week: ['everyWeek', 'everyWeeks'],
  month: ['everyMonth', 'everyMonths'],
  year: ['everyYear', 'everyYears'],
} as const;
const trials = {
  day: 'trialDays',
  week: 'trialWeeks',
  month: 'trialMonths',
  year: 'trialYears',
} as const;

/** How often a product is billed; null where it is bought once. Of old products the prices say it. */
export function rhythmOf(
  product: CheckoutProduct,
  price?: Price,
): { interval: Interval; count: number } | null {
  const interval = price?.recurring_interval ?? product.recurring_interval;
  return interval && { interval, count: product.recurring_interval_count ?? 1 };
}

/** `$30.00 per month`. */
export function inRhythm(words: CheckoutWords, price: string, rhythm: ReturnType<typeof rhythmOf>): string {
  if (!rhythm) return price;
  const [single, several] = every[rhythm.interval];
  return rhythm.count === 1
    ? words.say(single, { price })
    : words.say(several, { price, count: rhythm.count });
}

/** What a product costs in this checkout. */
export function pricesOf(checkout: Checkout, product: CheckoutProduct): Price[] {
  const offered = checkout.prices[product.id] ?? product.prices;
  const inCurrency = offered.filter(
    (price) => price.price_currency === checkout.currency && !price.is_archived,
  );
  // One that is being bought stays so though the product has others by now.
  const isOwn = product.id === checkout.product_id;
  return inCurrency.length > 0 || !isOwn ? inCurrency : [checkout.product_price];
}

export function priceOfKind<Kind extends Price['amount_type']>(
  prices: readonly Price[],
  kind: Kind,
): Extract<Price, { amount_type: Kind }> | undefined {
  return prices.find((price): price is Extract<Price, { amount_type: Kind }> => price.amount_type === kind);
}

/** What a product costs, in a line: `$30.00 per month`, `$8.00 per seat per month`, `Free`. */
export function priceLine(words: CheckoutWords, checkout: Checkout, product: CheckoutProduct): string {
  const prices = pricesOf(checkout, product);
  const { currency } = checkout;
  const rhythm = rhythmOf(product, prices[0]);
  if (priceOfKind(prices, 'custom')) return inRhythm(words, words.say('payWhatYouWant'), rhythm);
  const seats = priceOfKind(prices, 'seat_based')?.seat_tiers.tiers.map(({ price_per_seat: each }) => each);
  if (seats) return inRhythm(words, words.say('perSeat', { price: leastOf(words, seats, currency) }), rhythm);
  const units = priceOfKind(prices, 'unit_based')?.tiers.tiers.map(({ unit_amount: each }) => Number(each));
  if (units) return inRhythm(words, words.say('perUnit', { price: leastOf(words, units, currency) }), rhythm);
  const fixed = priceOfKind(prices, 'fixed')?.price_amount ?? 0;
  return fixed === 0 ? words.say('free') : inRhythm(words, words.money(fixed, currency), rhythm);
}

/** Whether what it costs hangs on what the buyer chooses. */
export function isCounted(checkout: Checkout): boolean {
  const prices = pricesOf(checkout, checkout.product);
  return prices.some((price) => ['custom', 'seat_based', 'unit_based'].includes(price.amount_type));
}

/** What comes of the choice: `$108.00 per month`. */
export function amountLine(words: CheckoutWords, checkout: Checkout): string {
  const amount = words.money(checkout.amount, checkout.currency);
  return inRhythm(words, amount, rhythmOf(checkout.product, checkout.product_price));
}

function leastOf(words: CheckoutWords, amounts: readonly number[], currency: string): string {
  const least = words.money(Math.round(Math.min(...amounts)), currency);
  return amounts.some((amount) => amount !== amounts[0]) ? words.say('from', { price: least }) : least;
}

/** What the buyer pays each time from then on that a discount no longer counts. */
export function lastingPrice(words: CheckoutWords, checkout: Checkout): string {
  const rhythm = rhythmOf(checkout.product, checkout.product_price);
  return inRhythm(words, words.money(lastingTotal(checkout), checkout.currency), rhythm);
}

function lastingTotal(checkout: Checkout): number {
  const { discount, amount, net_amount: net, tax_amount: tax, total_amount: total } = checkout;
  if (!discount || discount.duration === 'forever') return total;
  return checkout.tax_behavior === 'inclusive' || !tax || net === 0
    ? amount
    : amount + Math.round((tax * amount) / net);
}

/** `14 days free`; undefined where there is no trial. */
export function trialLine(words: CheckoutWords, checkout: Checkout): string | undefined {
  const { active_trial_interval: interval, active_trial_interval_count: count } = checkout;
  return interval && count ? words.say(trials[interval], { count }) : undefined;
}

/** What is charged when the button is pressed. */
export function dueToday(checkout: Checkout): number {
  return checkout.active_trial_interval ? 0 : checkout.total_amount;
}

/** What the button says. */
export function buttonText(words: CheckoutWords, checkout: Checkout): string {
  const due = dueToday(checkout);
  const amount = words.money(due, checkout.currency);
  if (checkout.active_trial_interval) return words.say('startTrial');
  const recurs = rhythmOf(checkout.product, checkout.product_price) !== null;
  if (due > 0) return words.say(recurs ? 'subscribeFor' : 'pay', { amount });
  return words.say(checkout.is_payment_form_required ? 'subscribe' : 'confirmFree');
}

/** What the buyer agrees to beyond this payment; undefined where nothing is. */
export function lastingTerms(words: CheckoutWords, checkout: Checkout): string | undefined {
  if (!checkout.is_payment_setup_required) return undefined;
  const organization = checkout.organization.name;
  const price = lastingPrice(words, checkout);
  if (checkout.active_trial_interval && checkout.trial_end) {
    return words.say('trialTerms', { organization, price, date: words.date(checkout.trial_end) });
  }
  return lastingTotal(checkout) > 0
    ? words.say('renewalTerms', { organization, price })
    : words.say('usageTerms', { organization });
}
