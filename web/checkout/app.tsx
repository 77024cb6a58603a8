import { Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Checkout } from './checkout-api.ts';
import { declineText } from './declines.ts';
import { tellPageAround } from './embedding.ts';
import { FormScreen } from './form-screen.tsx';
import { useWords } from './language.ts';
import {
  ArchivedScreen,
  AuthenticateScreen,
  BrokenScreen,
  ExpiredScreen,
  NotReadyScreen,
  ProcessingScreen,
  SuccessScreen,
  UnavailableScreen,
} from './later-screens.ts';
import { LoadingScreen } from './loading-screen.tsx';
import type { Opened } from './open.ts';
import { firstStep, showStep } from './place.ts';
import { SessionProvider } from './session-context.tsx';

/** The screen that the checkout is at. Where it is at only the server says: the address follows. */
export function App({ opened }: { opened: Opened }) {
  const { session, branding, payment } = opened;
  const words = useWords();
  const { checkout, closed, decline } = useSyncExternalStore(session.subscribe, session.get);
  // Who opens a checkout that is paid already sees that, rather than thanks.
  const [isLate] = useState(checkout.status === 'succeeded' && firstStep === '');

  useEffect(() => {
    const { product, organization } = checkout;
    document.title = words.say('pageTitle', { product: product.name, organization: organization.name });
  }, [words, checkout]);

  useEffect(() => {
    // Another window may have paid meanwhile, and a step back may show what was.
    const look = () => {
      if (document.visibilityState === 'visible') void session.reload();
    };
    const back = (event: PageTransitionEvent) => event.persisted && look();
    document.addEventListener('visibilitychange', look);
    globalThis.addEventListener('pageshow', back);
    return () => {
      document.removeEventListener('visibilitychange', look);
      globalThis.removeEventListener('pageshow', back);
    };
  }, [session]);

  // Again after a payment that failed: from then on it may be closed.
  const isOpen = checkout.status === 'open';
  const isLoaded = useRef(false);
  useEffect(() => {
    if (isOpen || !isLoaded.current) tellPageAround({ event: 'loaded' });
    isLoaded.current = true;
  }, [isOpen]);

  const challengeSecret = challengeOf(checkout);
  const step =
    checkout.status === 'open' || isLate || closed
      ? ''
      : challengeSecret && payment.processor !== 'stripe'
        ? 'authenticate'
        : 'confirmation';
  useEffect(() => showStep(step), [step]);

  function screen() {
    if (closed === 'expired') return <ExpiredScreen branding={branding} />;
    if (closed === 'unavailable') return <UnavailableScreen branding={branding} />;
    switch (checkout.status) {
      case 'succeeded':
        return <SuccessScreen isLate={isLate} />;
      case 'failed':
        return <BrokenScreen branding={branding} />;
      case 'expired':
        return <ExpiredScreen branding={branding} />;
      case 'confirmed':
        return step === 'authenticate' && challengeSecret ? (
          <AuthenticateScreen challengeSecret={challengeSecret} />
        ) : (
          <ProcessingScreen challengeSecret={challengeSecret} />
        );
      case 'open': {
        if (checkout.products.every((product) => product.is_archived)) {
          return <ArchivedScreen branding={branding} product={checkout.product.name} />;
        }
        const cannotPay =
          payment.processor === null || (payment.processor === 'stripe' && !payment.publishable_key);
        if (checkout.is_payment_form_required && cannotPay) return <NotReadyScreen branding={branding} />;
        return <FormScreen decline={decline && words.say(declineText(decline))} />;
      }
    }
  }

  return (
    <SessionProvider value={{ session, branding, payment }}>
      <Suspense fallback={<LoadingScreen />}>{screen()}</Suspense>
    </SessionProvider>
  );
}

function challengeOf({ status, payment_processor_metadata: metadata }: Checkout): string | undefined {
  const { intent_status: intent, intent_client_secret: secret } = metadata as Record<
    string,
    string | undefined
  >;
  return status === 'confirmed' && intent === 'requires_action' ? secret : undefined;
}
