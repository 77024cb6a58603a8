import type { StripeElementLocale, StripeElements, StripePaymentElement } from '@stripe/stripe-js';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { stripeWith } from '../../payment/load-stripe.ts';
import { stripeAppearance } from '../../payment/stripe-appearance.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { useProblemText } from '../problem-text.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';
import type { TakeCardProps } from './take-card.tsx';

/** Stripe's own form: card numbers go from its frame to Stripe, and never come near us. */
export default function StripeCard({
  action,
  children,
  charge,
  onToken,
  publishableKey,
}: TakeCardProps & { publishableKey: string }) {
  const { say, language } = useWords();
  const textOf = useProblemText();
  const place = useRef<HTMLDivElement>(null);
  const elements = useRef<StripeElements>(undefined);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [attempt, setAttempt] = useState(0);
  const [refusal, setRefusal] = useState<string>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is to load anew.
  useEffect(() => {
    let form: StripePaymentElement | undefined;
    let isGone = false;
    setState('loading');
    stripeWith(publishableKey)
      .then((stripe) => {
        if (isGone || !place.current) return;
        elements.current = stripe.elements({
          ...(charge
            ? { mode: 'payment' as const, ...charge, setupFutureUsage: 'off_session' as const }
            : { mode: 'setup' as const }),
          locale: language as StripeElementLocale,
          appearance: stripeAppearance(place.current),
          allowedPaymentMethodTypes: ['card'],
        });
        form = elements.current.create('payment', { wallets: { applePay: 'never', googlePay: 'never' } });
        form.on('ready', () => setState('ready'));
        form.on('loaderror', () => setState('failed'));
        form.mount(place.current);
      })
      .catch(() => setState('failed'));
    return () => {
      isGone = true;
      form?.destroy();
    };
  }, [publishableKey, language, charge?.amount, charge?.currency, attempt]);

  const take = useCommand(async () => {
    const form = elements.current;
    setRefusal(undefined);
    // What is wrong with a field Stripe says at the field.
    if (!form || (await form.submit()).error) return;
    const stripe = await stripeWith(publishableKey);
    const { confirmationToken, error } = await stripe.createConfirmationToken({ elements: form });
    if (confirmationToken) await onToken(confirmationToken.id);
    else setRefusal(error.message ?? say('problemOther'));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take.mutate(undefined);
  };
  if (state === 'failed') {
    return (
      <ErrorState
        title={say('loadFailed')}
        retry={() => setAttempt(attempt + 1)}
        retryLabel={say('tryAgain')}
        className="py-4"
      >
        {say('problemOffline')}
      </ErrorState>
    );
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      {(take.error || refusal) && <Notice tone="bad">{refusal ?? textOf(take.error)}</Notice>}
      {state === 'loading' && (
        <div role="status" aria-label={say('loading')}>
          <Skeleton className="h-40 w-full" />
        </div>
      )}
      <div ref={place} className={state === 'ready' ? undefined : 'h-0 overflow-hidden'} />
      {children}
      <Button type="submit" look="primary" size="large" disabled={state !== 'ready'} isBusy={take.isPending}>
        {action}
      </Button>
    </form>
  );
}
