import { useId } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/states.tsx';
import { useForm } from '../../ui/use-form.ts';
import { methodWords } from '../payments/payment-words.ts';
import { usePaymentMethods } from '../payments/use-payment-methods.ts';
import { FormError } from '../shared/form-error.tsx';
import { money } from '../shared/format.ts';
import { LoadedPart } from '../shared/loaded.tsx';
import type { Order } from '../shared/objects.ts';
import { useAct } from '../shared/queries.ts';

/** Charges a draft to a card that the customer left. */
export function FinalizeDialog({ order, onClose }: { order: Order; onClose(): void }) {
  const formId = useId();
  const methods = usePaymentMethods(order.customer_id);
  const charge = useAct(
    (payment_method_id: string | null) =>
      answerOf(
        polar.POST('/v1/orders/{id}/finalize', {
          params: { path: { id: order.id } },
          body: { payment_method_id },
        }),
      ),
    {
      done: ({ status, total_amount, currency }) =>
        status === 'paid' ? `${money(total_amount, currency)} charged.` : 'The payment is pending.',
      isSilent: true,
    },
  );
  const form = useForm({ methodId: '' }, async ({ methodId }) => {
    await charge.mutateAsync(methodId || null);
    onClose();
  });
  const amount = money(order.due_amount, order.currency);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="narrow"
      title={`Charge ${amount}`}
      description="The invoice is issued and the card charged immediately."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={formId}
            look="primary"
            isBusy={form.isBusy}
            disabled={order.due_amount > 0 && methods.data?.items.length === 0}
          >
            Charge {amount}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={form.submit} className="flex flex-col gap-4 pt-1">
        <LoadedPart query={methods}>
          {({ items }) =>
            items.length === 0 ? (
              <Notice tone="warn" title="No card on file">
                Send the customer a checkout, or ask them to add a card in the portal.
              </Notice>
            ) : (
              <RadioGroup
                label="Card"
                looksLikeCards
                value={form.values.methodId || items.find(({ is_default }) => is_default)?.id || items[0]?.id}
                onChange={(value) => form.set('methodId', value)}
                options={items.map((method) => ({
                  value: method.id,
                  label: methodWords(method),
                  ...(method.is_default ? { hint: 'The customer’s default' } : {}),
                }))}
              />
            )
          }
        </LoadedPart>
        <FormError form={form} />
      </form>
    </Dialog>
  );
}
