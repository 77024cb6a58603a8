import { lazy, type RefObject, Suspense, useEffect, useImperativeHandle, useRef } from 'react';
import { Problem } from '../../api/problem.ts';
import { CardFields, TestCards, useCardForm } from '../../payment/card-form.tsx';
import { Notice, Skeleton } from '../../ui/states.tsx';
import type { CardSource } from '../card-source.ts';
import { takeCard } from '../checkout-api.ts';
import { useWords } from '../language.ts';
import { useKnown, useSession } from '../session-context.tsx';
import { NameField } from './contact-fields.tsx';
import { nameChange } from './draft.ts';
import type { FormState } from './form-state.ts';

const StripeCard = lazy(() => import('../stripe/stripe-card.tsx'));

/** The card, in the form of whoever charges it. */
export function PaymentFields({
  form,
  source,
  decline,
}: {
  form: FormState;
  source: RefObject<CardSource | null>;
  decline: string | undefined;
}) {
  const { say } = useWords();
  const { payment } = useKnown();
  return (
    <div className="flex flex-col gap-4">
      <Decline text={decline} />
      {payment.processor === 'stripe' ? (
        <Suspense fallback={<CardSkeleton label={say('cardLoading')} />}>
          <StripeCard source={source} publishableKey={payment.publishable_key ?? ''} draft={form.draft} />
        </Suspense>
      ) : (
        <SandboxCard form={form} source={source} />
      )}
      <NameField form={form} />
    </div>
  );
}

/** Comes into sight when it is said: the button that led to it is further down. */
function Decline({ text }: { text: string | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (text) place.current?.scrollIntoView({ block: 'center' });
  }, [text]);
  return (
    <div ref={place} className="empty:hidden">
      {text && <Notice tone="bad">{text}</Notice>}
    </div>
  );
}

export function CardSkeleton({ label }: { label: string }) {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{label}</span>
      <Skeleton className="h-11 w-full rounded-lg" />
      <Skeleton className="h-11 w-full rounded-lg" />
    </div>
  );
}

/** Whose a test card is, where nobody says so. */
const testName = 'Test Buyer';

function SandboxCard({ form, source }: { form: FormState; source: RefObject<CardSource | null> }) {
  const { change } = useSession();
  const cardForm = useCardForm();
  useImperativeHandle(source, () => ({
    check: () => void cardForm.read(),
    async take() {
      const card = cardForm.read();
      if (!card) return 'wrong';
      try {
        return { token: await takeCard(card) };
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        return cardForm.refuse(problem) ? 'wrong' : 'offline';
      }
    },
  }));
  function signCard() {
    if (form.draft.name.trim() !== '') return;
    form.set({ name: testName });
    change(nameChange(testName));
  }
  return (
    <>
      <TestCards form={cardForm} onChoose={signCard} />
      <CardFields form={cardForm} />
    </>
  );
}
