import { brandName, CardBrand } from '../../payment/card-brand.tsx';
import { Badge } from '../../ui/badge.tsx';
import type { PaymentMethod } from '../queries.ts';
import { useWords } from '../words.ts';

/** A card that ends within so many days wants another in its place. */
const expiringDays = 45;

type Expiry = 'good' | 'expiring' | 'expired';

function cardOf(method: PaymentMethod) {
  return 'method_metadata' in method ? method.method_metadata : undefined;
}

export function expiryOf(method: PaymentMethod, now = new Date()): Expiry {
  const card = cardOf(method);
  if (!card) return 'good';
  const days = (Date.UTC(card.exp_year, card.exp_month, 1) - now.getTime()) / 86_400_000;
  if (days <= 0) return 'expired';
  return days <= expiringDays ? 'expiring' : 'good';
}

/** `Visa •••• 4242`, as it is heard too. */
export function useMethodName(): (method: PaymentMethod) => string {
  const { say } = useWords();
  return (method) => {
    const card = cardOf(method);
    return card ? say('cardName', { brand: brandName(card.brand), last4: card.last4 }) : method.type;
  };
}

/** A means of payment on one line: what it is, until when it is good, whether it is the default one. */
export function MethodLine({ method }: { method: PaymentMethod }) {
  const { say } = useWords();
  const nameOf = useMethodName();
  const card = cardOf(method);
  const expiry = expiryOf(method);
  return (
    <span className="flex min-w-0 items-center gap-3">
      <CardBrand brand={card?.brand ?? ''} />
      <span className="flex min-w-0 flex-col">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium text-[0.9375rem] tabular-nums">{nameOf(method)}</span>
          {method.is_default && <Badge>{say('defaultMethod')}</Badge>}
          {expiry === 'expired' && <Badge tone="bad">{say('cardExpiredBadge')}</Badge>}
          {expiry === 'expiring' && <Badge tone="warn">{say('cardExpiringBadge')}</Badge>}
        </span>
        {card && (
          <span className="text-ink-soft text-sm tabular-nums">
            {say('cardGoodUntil', {
              date: `${String(card.exp_month).padStart(2, '0')}/${String(card.exp_year).slice(-2)}`,
            })}
          </span>
        )}
      </span>
    </span>
  );
}
