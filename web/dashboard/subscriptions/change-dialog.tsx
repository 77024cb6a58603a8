import { useId } from 'react';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useSeller } from '../products/use-products.ts';
import { useWorkspace } from '../session.ts';
import { fieldProblem } from '../shared/amount-input.tsx';
import { plans } from '../shared/choices.ts';
import { FormError } from '../shared/form-error.tsx';
import { day, every, money } from '../shared/format.ts';
import { LoadedPart } from '../shared/loaded.tsx';
import type { ChangePreview, Subscription } from '../shared/objects.ts';
import { type Choice, Pick } from '../shared/pick.tsx';
import { useScopedQuery } from '../shared/queries.ts';
import { ComputedInvoiceTable } from './upcoming-invoice.tsx';
import { useUpdate } from './use-subscription.ts';

type Behavior = 'prorate' | 'invoice' | 'next_period' | 'reset';
type What = 'plan' | 'seats' | 'units';

const behaviors: readonly { value: Behavior; label: string; hint: string }[] = [
  {
    value: 'prorate',
    label: 'Now, settled with the next invoice',
    hint: 'Unused time is credited at the old price and the rest of the period charged at the new one.',
  },
  {
    value: 'invoice',
    label: 'Now, charged immediately',
    hint: 'The same difference, charged now. If the payment fails, nothing changes.',
  },
  {
    value: 'next_period',
    label: 'With the next period',
    hint: 'No proration. The new price applies from then on.',
  },
  {
    value: 'reset',
    label: 'Now, as a new period',
    hint: 'A full period starts and is charged now. Nothing of the old one is credited.',
  },
];

const titles: Record<What, string> = {
  plan: 'Change the plan',
  seats: 'Change the seats',
  units: 'Change the units',
};
const variants: Record<What, string> = {
  plan: 'SubscriptionUpdateBase',
  seats: 'SubscriptionUpdateSeats',
  units: 'SubscriptionUpdateUnits',
};

type Draft = { product: Choice | undefined; quantity: string; behavior: Behavior | undefined };

/** Changes what a subscription is of, and says before what that comes to. */
export function ChangeDialog({
  subscription,
  what,
  onClose,
}: {
  subscription: Subscription;
  what: What;
  onClose(): void;
}) {
  const formId = useId();
  const { organization } = useWorkspace();
  const seller = useSeller(organization.id).data;
  const update = useUpdate(subscription, {
    done: 'Subscription changed.',
    variant: variants[what],
    isSilent: true,
  });
  const before = String(subscription.seats ?? subscription.units ?? '');
  const form = useForm<Draft>(
    { product: undefined, quantity: before, behavior: undefined },
    async ({ product, quantity }) => {
      const proration_behavior = behavior;
      if (what === 'plan') {
        if (!product) throw fieldProblem('product_id', 'Choose a plan.');
        await update.mutateAsync({ product_id: product.id, proration_behavior });
      } else {
        const count = readQuantity(quantity);
        if (count === undefined) throw fieldProblem(what, 'A whole number is needed.');
        await update.mutateAsync(
          what === 'seats' ? { seats: count, proration_behavior } : { units: count, proration_behavior },
        );
      }
      onClose();
    },
  );
  const { product, quantity } = form.values;
  const behavior = form.values.behavior ?? usualBehavior(seller?.subscription_settings.proration_behavior);
  const change = wantedChange(what, product, quantity);
  const preview = useScopedQuery(
    ['subscriptions', subscription.id, 'preview', change, behavior],
    () =>
      answerOf(
        florin.POST('/florin/v1/subscriptions/{id}/preview', {
          params: { path: { id: subscription.id } },
          body: { ...change, proration_behavior: behavior },
        }),
      ),
    { isEnabled: change !== undefined, keepsPrevious: true },
  );
  const [isBilled, action] = actionOf(preview.data, what);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={titles[what]}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={formId}
            look="primary"
            isBusy={form.isBusy}
            disabled={isBilled && preview.isPlaceholderData}
          >
            {change && !preview.isError ? action : titles[what]}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={form.submit} className="flex flex-col gap-5 pt-1">
        {what === 'plan' ? (
          <Field
            label="New plan"
            hint={`Now ${subscription.product.name}.`}
            error={form.errorOf('product_id')}
          >
            <Pick
              source={plans}
              value={product}
              placeholder="Choose a plan"
              except={[subscription.product_id]}
              onChange={(choice) => form.set('product', choice)}
            />
          </Field>
        ) : (
          <Field
            label={what === 'seats' ? 'Seats' : 'Units'}
            hint={`Now ${before}.`}
            error={form.errorOf(what)}
            className="max-w-40"
          >
            <Input
              inputMode="numeric"
              value={quantity}
              onChange={(event) => form.set('quantity', event.target.value)}
            />
          </Field>
        )}
        <RadioGroup
          label="When and how to bill"
          looksLikeCards
          value={behavior}
          onChange={(value) => form.set('behavior', value)}
          options={behaviors}
          className="grid gap-2 sm:grid-cols-2"
        />
        {change && (
          <section aria-label="Cost of the change" aria-live="polite">
            <LoadedPart query={preview}>
              {(found) => <Preview preview={found} subscription={subscription} />}
            </LoadedPart>
          </section>
        )}
        <FormError form={form} />
      </form>
    </Dialog>
  );
}

function usualBehavior(setting: string | undefined): Behavior {
  return behaviors.find(({ value }) => value === setting)?.value ?? 'prorate';
}

function readQuantity(text: string): number | undefined {
  const count = Number(text.trim());
  return /^\d{1,9}$/.test(text.trim()) && count > 0 ? count : undefined;
}

/** What the form asks for; undefined while it asks for nothing that can be looked at. */
function wantedChange(what: What, product: Choice | undefined, quantity: string) {
  if (what === 'plan') return product && { product_id: product.id };
  const count = readQuantity(quantity);
  if (count === undefined) return undefined;
  return what === 'seats' ? { seats: count } : { units: count };
}

function actionOf(preview: ChangePreview | undefined, what: What): [isBilled: boolean, action: string] {
  const due = preview?.invoice?.due_amount ?? 0;
  return preview?.billed === 'at_once' && due > 0
    ? [true, `Change and charge ${money(due, preview.invoice?.currency ?? 'usd')}`]
    : [false, titles[what]];
}

function Preview({ preview, subscription }: { preview: ChangePreview; subscription: Subscription }) {
  const { billed, invoice, amount, applies_at, current_period_end } = preview;
  const { currency } = subscription;
  const isCredit = (invoice?.total_amount ?? 0) < 0;
  // Only the next period can say what it costs then.
  const isPutOff = amount === null;
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 bg-sunken px-5 py-3 text-sm">
        <p className="font-medium">
          {isPutOff && `Changes on ${day(applies_at)}`}
          {!isPutOff &&
            billed === 'at_once' &&
            (isCredit ? 'Put on the customer’s account now' : 'Charged now')}
          {!isPutOff && billed === 'with_next_invoice' && `On the invoice of ${day(current_period_end)}`}
          {!isPutOff && billed === 'not_at_all' && 'Changes now; nothing is charged for it'}
        </p>
        {amount !== null && (
          <p className="text-ink-soft tabular-nums">
            then {money(amount, currency)}
            {every(subscription.recurring_interval, subscription.recurring_interval_count)}
          </p>
        )}
      </div>
      {invoice ? (
        <ComputedInvoiceTable name="Cost of the change" invoice={invoice} />
      ) : (
        <Notice className="m-3">
          {isPutOff
            ? 'Until then the subscription stays as it is, and this can be taken back.'
            : 'Nothing is given back and nothing charged for the running period.'}
        </Notice>
      )}
    </div>
  );
}
