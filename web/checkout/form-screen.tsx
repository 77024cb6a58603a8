import { type ReactNode, type SubmitEvent, useEffect, useId, useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/states.tsx';
import type { CardSource } from './card-source.ts';
import { BillingFields } from './form/billing-fields.tsx';
import { ContactFields } from './form/contact-fields.tsx';
import { CustomFields } from './form/custom-fields.tsx';
import { useFormState } from './form/form-state.ts';
import { PaymentFields } from './form/payment-fields.tsx';
import { Refused } from './form/refused.tsx';
import { useCountryOfBuyer } from './form/use-country-of-buyer.ts';
import { usePay } from './form/use-pay.ts';
import { useWords } from './language.ts';
import { loadLaterScreens } from './later-screens.ts';
import { useSession } from './session-context.tsx';
import { SummaryColumn } from './summary/summary-column.tsx';
import { buttonText, lastingTerms } from './terms.ts';

/** By then all is shown that the buyer came for. */
const quietMilliseconds = 1_500;

/** The form: what is bought beside or above, who buys and how it is paid. */
export function FormScreen({ decline }: { decline: string | undefined }) {
  const words = useWords();
  const { checkout, isRepricing, leave } = useSession();
  const form = useFormState();
  const card = useRef<CardSource>(null);
  const { pay, isPaying, notice } = usePay(form, card);
  useCountryOfBuyer(form);
  useEffect(() => {
    globalThis.addEventListener('pagehide', leave);
    return () => globalThis.removeEventListener('pagehide', leave);
  }, [leave]);
  useEffect(() => {
    const timer = setTimeout(loadLaterScreens, quietMilliseconds);
    return () => clearTimeout(timer);
  }, []);
  const terms = lastingTerms(words, checkout);
  const asksForCard = checkout.is_payment_form_required;
  const asksWhere = checkout.billing_address_fields.country !== 'disabled' || checkout.is_business_customer;
  return (
    <main className="lg:grid lg:min-h-dvh lg:grid-cols-2">
      <SummaryColumn isBusy={isPaying} />
      <div className="lg:border-line lg:border-l lg:bg-surface">
        <form
          noValidate
          data-large
          className="mx-auto flex w-full max-w-lg flex-col gap-9 [&_:is(input,select,textarea)]:scroll-mt-28 px-4 pt-7 pb-16 sm:px-6 lg:mx-0 lg:px-14 lg:pt-16"
          onSubmit={(event: SubmitEvent) => {
            event.preventDefault();
            void pay();
          }}
        >
          <fieldset disabled={isPaying} className="contents">
            <Section title={words.say('contact')}>
              <ContactFields form={form} />
            </Section>
            {asksWhere && (
              <Section title={words.say('billingAddress')}>
                <BillingFields form={form} />
              </Section>
            )}
            {checkout.attached_custom_fields.length > 0 && (
              <Section title={words.say('moreAbout')}>
                <CustomFields form={form} />
              </Section>
            )}
            {asksForCard && (
              <Section title={words.say('payment')}>
                <PaymentFields form={form} source={card} decline={notice ? undefined : decline} />
              </Section>
            )}
          </fieldset>
          <div className="flex flex-col gap-3">
            <Refused />
            {!asksForCard && decline && !notice && <Notice tone="bad">{decline}</Notice>}
            {notice && <Notice tone="bad">{notice}</Notice>}
            <Button
              type="submit"
              look="primary"
              size="large"
              isBusy={isPaying}
              className="h-auto min-h-12 w-full whitespace-normal py-2.5 tabular-nums"
            >
              {isPaying ? words.say('paying') : buttonText(words, checkout)}
            </Button>
            <span role="status" className="sr-only">
              {isPaying ? words.say('paying') : isRepricing ? words.say('updating') : ''}
            </span>
            {terms && <p className="text-pretty text-[0.8125rem]/5 text-ink-soft">{terms}</p>}
          </div>
        </form>
      </div>
    </main>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-4 font-semibold text-base/6">
        {title}
      </h2>
      {children}
    </section>
  );
}
