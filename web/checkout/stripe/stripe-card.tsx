import type { StripeElementLocale, StripeElements, StripePaymentElement } from '@stripe/stripe-js';
import { type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { stripeWith } from '../../payment/load-stripe.ts';
import { stripeAppearance } from '../../payment/stripe-appearance.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import type { CardSource } from '../card-source.ts';
import type { Checkout } from '../checkout-api.ts';
import type { Draft } from '../form/draft.ts';
import { CardSkeleton } from '../form/payment-fields.tsx';
import { useWords } from '../language.ts';
import { useSession } from '../session-context.tsx';
import { dueToday } from '../terms.ts';

/** Stripe's own form: card numbers go from its frame to Stripe, and never come near us. */
export default function StripeCard({
  source,
  publishableKey,
  draft,
}: {
  source: RefObject<CardSource | null>;
  publishableKey: string;
  draft: Draft;
}) {
  const words = useWords();
  const { checkout } = useSession();
  const place = useRef<HTMLDivElement>(null);
  const elements = useRef<StripeElements>(undefined);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [attempt, setAttempt] = useState(0);
  const [error, setError] = useState<string>();
  const wanted = useRef(checkout);
  wanted.current = checkout;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is to load anew.
  useEffect(() => {
    let form: StripePaymentElement | undefined;
    let isGone = false;
    setState('loading');
    stripeWith(publishableKey)
      .then((stripe) => {
        if (isGone || !place.current) return;
        elements.current = stripe.elements({
          ...chargeOf(wanted.current),
          locale: words.language as StripeElementLocale,
          appearance: stripeAppearance(place.current),
          allowedPaymentMethodTypes: ['card'],
        });
        form = elements.current.create('payment', {
          fields: { billingDetails: { name: 'never', email: 'never', address: 'never' } },
          wallets: { applePay: 'never', googlePay: 'never' },
        });
        form.on('ready', () => setState('ready'));
        form.on('loaderror', () => setState('failed'));
        form.on('change', () => setError(undefined));
        form.mount(place.current);
      })
      .catch(() => setState('failed'));
    return () => {
      isGone = true;
      form?.destroy();
    };
  }, [publishableKey, words, attempt]);

  useEffect(() => {
    elements.current?.update(chargeOf(checkout));
  }, [checkout]);

  useImperativeHandle(source, () => ({
    check: () => elements.current?.submit(),
    async take() {
      const form = elements.current;
      if (!form || state !== 'ready') return 'offline';
      const submitted = await form.submit();
      if (submitted.error) return 'wrong';
      const stripe = await stripeWith(publishableKey);
      const made = await stripe.createConfirmationToken({
        elements: form,
        params: { payment_method_data: { billing_details: billingOf(draft) } },
      });
      if (made.confirmationToken) return { token: made.confirmationToken.id };
      if (made.error.type === 'api_connection_error') return 'offline';
      setError(made.error.message);
      return 'wrong';
    },
  }));

  return (
    <div>
      {state === 'loading' && <CardSkeleton label={words.say('cardLoading')} />}
      {state === 'failed' && (
        <Notice tone="bad">
          <p>{words.say('cardUnloaded')}</p>
          <Button size="small" className="mt-2" onClick={() => setAttempt(attempt + 1)}>
            {words.say('tryAgain')}
          </Button>
        </Notice>
      )}
      <div ref={place} className={state === 'ready' ? undefined : 'h-0 overflow-hidden'} />
      {error && (
        <p role="alert" className="mt-1.5 text-[0.8125rem]/5 text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

/** What the form is for: as the server will ask Stripe for it, or the confirmation token would not fit. */
function chargeOf(checkout: Checkout) {
  const { currency } = checkout;
  const due = dueToday(checkout);
  if (!checkout.is_payment_required || due === 0) return { mode: 'setup' as const, currency };
  return { mode: 'payment' as const, amount: due, currency, setupFutureUsage: 'off_session' as const };
}

function billingOf({ email, name, country, address }: Draft) {
  const given = (text: string) => (text.trim() === '' ? undefined : text.trim());
  return {
    name: given(name),
    email: given(email),
    phone: '',
    address: {
      country,
      line1: address.line1,
      line2: address.line2,
      postal_code: address.postal_code,
      city: address.city,
      state: address.state.replace(/^(US|CA)-/, ''),
    },
  };
}
