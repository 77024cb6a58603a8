import { Check } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { tellPageAround } from './embedding.ts';
import { PlainPage } from './frame.tsx';
import { useWords } from './language.ts';
import { clientSecret, isFramed } from './place.ts';
import { portalAddress, rememberedToken } from './portal-token.ts';
import { useKnown, useSession } from './session-context.tsx';
import { dueToday, priceLine } from './terms.ts';

const firstWaitMilliseconds = 700;
const longestWaitMilliseconds = 8_000;
const growth = 1.4;
/** From here on the buyer is told that it takes long. */
const longMilliseconds = 45_000;

/** Waits for what the payment comes to: asks again, less and less often, and at once when the buyer looks at the page. */
export function ProcessingScreen({ challengeSecret }: { challengeSecret: string | undefined }) {
  const { say } = useWords();
  const { branding, payment } = useKnown();
  const { reload, checkout } = useSession();
  const [isLong, setLong] = useState(false);
  const bank = useBank(challengeSecret);
  useEffect(() => {
    let wait = firstWaitMilliseconds;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      await reload();
      wait = Math.min(wait * growth, longestWaitMilliseconds);
      timer = setTimeout(ask, wait);
    };
    const askNow = () => {
      if (document.visibilityState !== 'visible') return;
      wait = firstWaitMilliseconds;
      clearTimeout(timer);
      timer = setTimeout(ask, 0);
    };
    timer = setTimeout(ask, wait);
    const long = setTimeout(() => setLong(true), longMilliseconds);
    document.addEventListener('visibilitychange', askNow);
    globalThis.addEventListener('online', askNow);
    return () => {
      clearTimeout(timer);
      clearTimeout(long);
      document.removeEventListener('visibilitychange', askNow);
      globalThis.removeEventListener('online', askNow);
    };
  }, [reload]);
  return (
    <PlainPage branding={branding} isTest={payment.mode === 'test'} isBusy>
      <div role="status" className="flex flex-col items-center text-center">
        <Spinner className="size-8 text-accent" />
        <h1 className="mt-6 font-semibold text-xl/7">{say('processingTitle')}</h1>
        <p className="mt-2 text-pretty text-[0.9375rem]/6 text-ink-soft">
          {say(isLong ? 'processingLong' : 'processingText')}
        </p>
        {bank && (
          <Button look="primary" size="large" className="mt-7" isBusy={bank.isBusy} onClick={bank.ask}>
            {say('continueAuthentication')}
          </Button>
        )}
        <p className="mt-8 text-[0.8125rem] text-ink-soft">{checkout.product.name}</p>
      </div>
    </PlainPage>
  );
}

/** Has Stripe take the buyer through what the bank asks: at once, and once more for whoever left it. */
function useBank(challengeSecret: string | undefined) {
  const { payment } = useKnown();
  const { reload } = useSession();
  const [isBusy, setBusy] = useState(false);
  const asked = useRef<string>(undefined);
  const { publishable_key: key } = payment;
  async function ask() {
    if (!challengeSecret || !key) return;
    setBusy(true);
    try {
      const { authenticate } = await import('../payment/authenticate-at-stripe.ts');
      await authenticate(key, challengeSecret);
      await reload();
    } finally {
      setBusy(false);
    }
  }
  useEffect(() => {
    if (!challengeSecret || asked.current === challengeSecret) return;
    asked.current = challengeSecret;
    ask().catch(() => {});
  });
  return challengeSecret && key ? { isBusy, ask: () => ask().catch(() => {}) } : undefined;
}

const redirectMilliseconds = 2_500;

/** Where the merchant wants the buyer to go afterwards; undefined where that is this page. */
function placeAfter(successUrl: string): URL | undefined {
  const url = URL.parse(successUrl, globalThis.location.href);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.pathname === `/checkout/${clientSecret}/confirmation`) return undefined;
  const token = rememberedToken();
  if (token !== null) url.searchParams.set('customer_session_token', token);
  return url;
}

/**
 * What was bought, and where to go.
 *
 * @param isLate the buyer opened the checkout once more: nothing happens by itself
 */
export function SuccessScreen({ isLate }: { isLate: boolean }) {
  const words = useWords();
  const { branding, payment } = useKnown();
  const { checkout } = useSession();
  const next = placeAfter(checkout.success_url);
  const isTold = useRef(false);
  useEffect(() => {
    if (isTold.current) return;
    isTold.current = true;
    const redirect = next !== undefined && !isLate;
    tellPageAround({ event: 'success', successURL: next?.href ?? checkout.success_url, redirect });
    if (!redirect || isFramed) return;
    setTimeout(() => globalThis.location.replace(next), redirectMilliseconds);
  }, [next, isLate, checkout.success_url]);
  const outward = isFramed ? { target: '_blank', rel: 'noopener' } : {};
  return (
    <PlainPage branding={branding} isTest={payment.mode === 'test'}>
      <div className="flex flex-col items-center text-center">
        <span className="grid size-12 place-items-center rounded-full bg-good-soft text-good">
          <Check aria-hidden="true" className="size-6" />
        </span>
        <h1 className="mt-5 font-semibold text-2xl/8 tracking-tight">
          {words.say(isLate ? 'earlierTitle' : 'paidTitle')}
        </h1>
        <p className="mt-1.5 text-pretty text-[0.9375rem]/6 text-ink-soft">{outcome(isLate)}</p>
      </div>
      <Receipt isLate={isLate} />
      <div className="mt-6 flex flex-col gap-2.5">
        {next && (
          <Button look="primary" size="large" asChild>
            <a href={next.href} {...outward}>
              {words.say('continueNow')}
            </a>
          </Button>
        )}
        <Button look={next ? 'secondary' : 'primary'} size="large" asChild>
          <a href={portalAddress(branding.slug, checkout.customer_email)} {...outward}>
            {words.say('openPortal')}
          </a>
        </Button>
      </div>
      {next && !isLate && (
        <p role="status" className="mt-5 flex items-center justify-center gap-2 text-ink-soft text-sm">
          <Spinner /> {words.say('redirecting', { organization: branding.name })}
        </p>
      )}
    </PlainPage>
  );

  function outcome(late: boolean): ReactNode {
    if (late) return words.say('earlierText');
    if (checkout.active_trial_interval && checkout.trial_end) {
      return words.say('trialStartedText', { date: words.date(checkout.trial_end) });
    }
    if (checkout.product.is_recurring) return words.say('subscribedText');
    return words.say(checkout.total_amount > 0 ? 'paidText' : 'freeText');
  }
}

/** What was bought and for how much, and that the receipt comes by mail. */
function Receipt({ isLate }: { isLate: boolean }) {
  const words = useWords();
  const { checkout } = useSession();
  const { product, seats, units, currency } = checkout;
  const count =
    seats !== null
      ? words.say('seatCount', { count: seats })
      : units !== null
        ? words.say('unitCount', { count: units })
        : undefined;
  return (
    <section
      aria-label={words.say('summary')}
      className="mt-8 rounded-xl border border-line bg-surface px-5 py-4 text-sm/6"
    >
      <div className="flex items-baseline justify-between gap-6">
        <div className="min-w-0">
          <p className="font-medium">{product.name}</p>
          <p className="text-ink-soft tabular-nums">
            {[count, product.is_recurring ? priceLine(words, checkout, product) : undefined]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <p className="shrink-0 font-semibold tabular-nums">{words.money(dueToday(checkout), currency)}</p>
      </div>
      {checkout.customer_email && !isLate && (
        <p className="mt-3 border-line border-t pt-3 text-ink-soft">
          {words.say('receiptByMail', { email: checkout.customer_email })}
        </p>
      )}
    </section>
  );
}
