import { useState } from 'react';
import { RadioGroup } from '../../ui/choice.tsx';
import { useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { priceLine } from '../terms.ts';

/** Which of the checkout's products it is to be. */
export function ProductChoice() {
  const words = useWords();
  const { checkout, change, settle } = useSession();
  // Chosen at once, though what it comes to is known only later.
  const [chosen, setChosen] = useState<string>();
  return (
    <RadioGroup
      label={words.say('chooseProduct')}
      looksLikeCards
      value={chosen ?? checkout.product_id}
      onChange={async (productId) => {
        setChosen(productId);
        change({ product_id: productId });
        await settle();
        setChosen(undefined);
      }}
      options={checkout.products.map((product) => ({
        value: product.id,
        isDisabled: product.is_archived,
        label: (
          <span className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="font-medium">{product.name}</span>
            <span className="text-ink-soft tabular-nums">
              {product.is_archived ? words.say('notForSale') : priceLine(words, checkout, product)}
            </span>
          </span>
        ),
      }))}
    />
  );
}
