import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/class-names.ts';
import type { CheckoutProduct } from '../checkout-api.ts';
import { useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { amountLine, isCounted, lastingPrice, priceLine, pricesOf, trialLine } from '../terms.ts';
import { AmountField } from './amount-field.tsx';
import { ProductChoice } from './product-choice.tsx';
import { QuantityField } from './quantity-field.tsx';

/** What is bought, and all of it that the buyer may choose. */
export function ProductSummary() {
  const words = useWords();
  const { checkout, isRepricing } = useSession();
  const { product, products } = checkout;
  const trial = trialLine(words, checkout);
  const price = priceLine(words, checkout, product);
  const counted = isCounted(checkout);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h1 className="text-base/6 text-ink-soft">{product.name}</h1>
          <p className="mt-1 text-balance font-semibold text-[1.75rem]/9 tracking-tight tabular-nums">
            <span className={cn('transition-opacity', counted && isRepricing && 'opacity-45')}>
              {trial ?? (counted ? amountLine(words, checkout) : price)}
            </span>
          </p>
          {counted && !trial && <p className="mt-1 text-[0.9375rem]/6 text-ink-soft tabular-nums">{price}</p>}
          {trial && checkout.trial_end && (
            <p className="mt-1 text-[0.9375rem]/6 text-ink-soft tabular-nums">
              {words.say('thenFrom', {
                price: lastingPrice(words, checkout),
                date: words.date(checkout.trial_end),
              })}
            </p>
          )}
          <Usage />
        </div>
        <Picture product={product} />
      </div>
      {products.length > 1 && <ProductChoice />}
      <AmountField key={`amount ${product.id}`} />
      <QuantityField key={`quantity ${product.id}`} />
      {product.description && <Description key={product.id} text={product.description} />}
    </div>
  );
}

/** What is billed later by what is used. */
function Usage() {
  const words = useWords();
  const { checkout } = useSession();
  const metered = pricesOf(checkout, checkout.product).filter(
    (price) => price.amount_type === 'metered_unit',
  );
  return metered.map((price) => (
    <p key={price.id} className="mt-1 text-[0.9375rem]/6 text-ink-soft tabular-nums">
      {words.say('plusUsage', {
        price: new Intl.NumberFormat(words.locale, {
          style: 'currency',
          currency: checkout.currency,
          maximumFractionDigits: 12,
        }).format(Number(price.unit_amount) / 100),
        unit: price.meter.custom_label ?? price.meter.name,
      })}
    </p>
  ));
}

function Picture({ product }: { product: CheckoutProduct }) {
  const [media] = product.medias as { public_url?: string }[];
  if (!media?.public_url) return null;
  return (
    <img
      src={media.public_url}
      alt=""
      className="size-20 shrink-0 rounded-xl border border-line object-cover"
      referrerPolicy="no-referrer"
    />
  );
}

const shownCharacters = 220;

function Description({ text }: { text: string }) {
  const { say } = useWords();
  const [isWhole, setWhole] = useState(text.length <= shownCharacters);
  return (
    <div>
      <p className="whitespace-pre-line text-[0.9375rem]/6 text-ink-soft">
        {isWhole ? text : `${text.slice(0, shownCharacters).trimEnd()}…`}
      </p>
      {text.length > shownCharacters && (
        <Button
          look="link"
          aria-expanded={isWhole}
          className="mt-1 text-sm"
          onClick={() => setWhole(!isWhole)}
        >
          {say(isWhole ? 'showLess' : 'showMore')}
        </Button>
      )}
    </div>
  );
}
