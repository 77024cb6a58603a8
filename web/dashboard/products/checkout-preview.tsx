import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Checkout } from '../../checkout/checkout-api.ts';
import { loadWords } from '../../checkout/language.ts';
import type { Session } from '../../checkout/session.ts';
import { SessionProvider } from '../../checkout/session-context.tsx';
import { ProductSummary } from '../../checkout/summary/product-summary.tsx';
import { buttonText } from '../../checkout/terms.ts';
import { WordsProvider } from '../../i18n/words.tsx';
import { Select } from '../../ui/field.tsx';
import { OrganizationMark } from '../shell/top-bar.tsx';
import { type PreviewChoice, previewCheckout } from './preview-checkout.ts';
import type { ProductDraft } from './product-draft.ts';

type PreviewProps = { draft: ProductDraft; organization: { name: string; avatar_url: string | null } };

/** The product as its checkout shows it, drawn by the checkout's own parts from what is in the form. */
export function CheckoutPreview({ draft, organization }: PreviewProps) {
  const [wanted, setWanted] = useState('');
  const codes = draft.currencies.map(({ currency }) => currency);
  const currency = codes.find((code) => code === wanted) ?? codes[0] ?? draft.metered[0]?.price_currency;
  return (
    <section aria-label="Preview of the checkout" className="rounded-xl border border-line bg-sunken">
      <header className="flex min-h-11 items-center justify-between gap-3 border-line border-b px-5 py-1">
        <h2 className="font-medium text-[0.8125rem] text-ink-soft">Preview of the checkout</h2>
        {codes.length > 1 && (
          <Select
            aria-label="Currency of the preview"
            className="w-24"
            value={currency}
            onChange={(event) => setWanted(event.target.value)}
          >
            {codes.map((code) => (
              <option key={code} value={code}>
                {code.toUpperCase()}
              </option>
            ))}
          </Select>
        )}
      </header>
      <div className="flex flex-col gap-6 p-5">
        <p className="flex items-center gap-2.5 font-medium text-sm">
          <OrganizationMark name={organization.name} avatarUrl={organization.avatar_url} />
          {organization.name}
        </p>
        <Drawn draft={draft} currency={currency ?? 'usd'} />
      </div>
    </section>
  );
}

function Drawn({ draft, currency }: { draft: ProductDraft; currency: string }) {
  const [choice, setChoice] = useState<PreviewChoice>({});
  const [now] = useState(() => new Date());
  // Loaded as the checkout itself does, so that it need not load what is the dashboard's.
  const { data: words } = useQuery({
    queryKey: ['checkout words'],
    queryFn: () => loadWords(['en']),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const checkout = useMemo(
    () => previewCheckout(draft, currency, choice, now),
    [draft, currency, choice, now],
  );
  if (!words) return null;
  if (!checkout) {
    return (
      <>
        <div>
          <p className="text-base/6 text-ink-soft">{draft.name.trim() || 'Name of the product'}</p>
          <p className="mt-1 font-semibold text-[1.75rem]/9 text-ink-faint">–</p>
        </div>
        <p className="text-ink-soft text-sm/6">Enter an amount to see the price.</p>
      </>
    );
  }
  return (
    <WordsProvider words={words}>
      <Summary checkout={checkout} onChoose={(chosen) => setChoice({ ...choice, ...chosen })} />
      {draft.fields.map((field) => (
        <div key={field.id} aria-hidden="true">
          <p className="flex justify-between font-medium text-[0.8125rem]/5">
            {field.label}
            {!field.isRequired && <span className="font-normal text-ink-faint">{words.say('optional')}</span>}
          </p>
          <div className="mt-1.5 h-11 rounded-lg border border-line-strong/60 bg-surface" />
        </div>
      ))}
      <div
        aria-hidden="true"
        className="grid min-h-12 place-items-center rounded-lg bg-accent px-5 font-medium text-accent-ink"
      >
        {buttonText(words, checkout)}
      </div>
    </WordsProvider>
  );
}

const neverChanges = () => () => {};

/** The checkout's own summary, over a checkout that no server knows: what is chosen changes it at once. */
function Summary({ checkout, onChoose }: { checkout: Checkout; onChoose(choice: PreviewChoice): void }) {
  const state = useMemo(() => ({ checkout, isRepricing: false, isOffline: false, faults: {} }), [checkout]);
  const session = { subscribe: neverChanges, get: () => state, change: onChoose } as unknown as Session;
  const known = { session, branding: undefined as never, payment: undefined as never };
  return (
    <SessionProvider value={known}>
      <ProductSummary />
    </SessionProvider>
  );
}
