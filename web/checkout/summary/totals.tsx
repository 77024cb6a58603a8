import type { ReactNode } from 'react';
import { cn } from '../../ui/class-names.ts';
import { Spinner } from '../../ui/spinner.tsx';
import type { Checkout } from '../checkout-api.ts';
import { type CheckoutWords, useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { dueToday } from '../terms.ts';
import { DiscountField } from './discount-field.tsx';

/** What it comes to, line by line; while a change is on its way the sums say that they may change. */
export function Totals() {
  const words = useWords();
  const { checkout, isRepricing } = useSession();
  const { currency, discount_amount: off, total_amount: total } = checkout;
  const isTrial = checkout.active_trial_interval !== null;
  const money = (amount: number) => words.money(amount, currency);
  return (
    <div className="flex flex-col gap-4 text-sm/6">
      <dl aria-busy={isRepricing} className="flex flex-col gap-2.5">
        <Line name={itemName(words, checkout)} isStale={isRepricing}>
          {money(checkout.amount)}
        </Line>
        {off > 0 && checkout.discount && (
          <Line
            name={discountName(words, checkout)}
            hint={discountHint(words, checkout)}
            isStale={isRepricing}
          >
            −{money(off)}
          </Line>
        )}
        <TaxLine checkout={checkout} isStale={isRepricing} />
        <Line name={words.say(isTrial ? 'totalLater' : 'total')} isStale={isRepricing} isStrong={!isTrial}>
          {money(total)}
        </Line>
        {isTrial && (
          <Line name={words.say('dueToday')} isStale={isRepricing} isStrong>
            {money(dueToday(checkout))}
          </Line>
        )}
      </dl>
      <DiscountField />
    </div>
  );
}

function Line({
  name,
  hint,
  isStale,
  isStrong = false,
  children,
}: {
  name: ReactNode;
  hint?: ReactNode;
  isStale: boolean;
  isStrong?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      className={cn(
        'flex items-baseline justify-between gap-6',
        isStrong && 'border-line border-t pt-3 font-semibold text-base/6',
      )}
    >
      <dt className={cn('min-w-0', !isStrong && 'text-ink-soft')}>
        {name}
        {hint && <span className="block text-[0.8125rem]/5">{hint}</span>}
      </dt>
      <dd className={cn('shrink-0 tabular-nums transition-opacity', isStale && 'opacity-45')}>{children}</dd>
    </div>
  );
}

function TaxLine({ checkout, isStale }: { checkout: Checkout; isStale: boolean }) {
  const words = useWords();
  const { tax_amount: tax, tax_behavior: behavior, currency, net_amount: net } = checkout;
  if (tax === null) {
    return net === 0 ? null : (
      <Line name={words.say('tax')} isStale={isStale}>
        <span className="text-ink-soft">{words.say('taxUnknown')}</span>
      </Line>
    );
  }
  if (tax === 0) return null;
  const amount = words.money(tax, currency);
  return behavior === 'inclusive' ? (
    <Line name={words.say('taxIncluded', { amount })} isStale={isStale}>
      {null}
    </Line>
  ) : (
    <Line name={words.say('tax')} isStale={isStale}>
      {amount}
    </Line>
  );
}

function itemName(words: CheckoutWords, { product, seats, units }: Checkout): string {
  if (seats !== null) return `${product.name} · ${words.say('seatCount', { count: seats })}`;
  if (units !== null) return `${product.name} · ${words.say('unitCount', { count: units })}`;
  return product.name;
}

function discountName(words: CheckoutWords, { discount }: Checkout): string {
  if (discount?.type !== 'percentage') return discount?.name ?? words.say('discount');
  return `${discount.name} (−${words.percent(discount.basis_points / 10_000)})`;
}

function discountHint(words: CheckoutWords, { discount, product }: Checkout): string | undefined {
  if (!discount || !product.is_recurring) return undefined;
  if (discount.duration === 'once') return words.say('discountFirst');
  const { duration_in_months: count } = discount;
  return discount.duration === 'repeating' && count ? words.say('discountMonths', { count }) : undefined;
}

/** The sum that counts, for where it is always seen. */
export function TotalNow({ className }: { className?: string }) {
  const words = useWords();
  const { checkout, isRepricing } = useSession();
  return (
    <span className={cn('inline-flex items-center gap-2 tabular-nums', className)}>
      {isRepricing && <Spinner className="text-ink-soft" />}
      <span className={cn('transition-opacity', isRepricing && 'opacity-45')}>
        {words.money(dueToday(checkout), checkout.currency)}
      </span>
    </span>
  );
}
