import { useId } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { AmountInput, amountText, parseAmount, readAmount } from '../shared/amount-input.tsx';
import { FormError } from '../shared/form-error.tsx';
import { money } from '../shared/format.ts';
import type { Order, RefundCreate } from '../shared/objects.ts';
import { useAct } from '../shared/queries.ts';

export const refundReasons: Record<RefundCreate['reason'], string> = {
  customer_request: 'The customer asked for it',
  duplicate: 'Charged twice',
  fraudulent: 'Fraud',
  service_disruption: 'The service was down',
  satisfaction_guarantee: 'Not satisfied',
  other: 'Another reason',
};

/** Gives money of an order back: all that is left, or a part. */
export function RefundDialog({ order, onClose }: { order: Order; onClose(): void }) {
  const formId = useId();
  const { currency, refundable_amount: left, refundable_tax_amount: leftTax } = order;
  const refund = useAct((body: RefundCreate) => answerOf(polar.POST('/v1/refunds/', { body })), {
    done: ({ amount, tax_amount, status }) =>
      status === 'failed'
        ? 'The refund failed.'
        : `${money(amount + tax_amount, currency)} ${status === 'pending' ? 'are on their way back' : 'refunded'}.`,
    isSilent: true,
  });
  const form = useForm(
    {
      isWhole: true,
      amount: amountText(left, currency),
      reason: 'customer_request' as RefundCreate['reason'],
      comment: '',
      revokes: false,
    },
    async (values) => {
      await refund.mutateAsync({
        order_id: order.id,
        reason: values.reason,
        amount: values.isWhole ? left : readAmount(values.amount, currency, 'amount'),
        comment: values.comment.trim() || null,
        revoke_benefits: values.revokes,
      });
      onClose();
    },
  );
  const { isWhole, amount, reason, comment, revokes } = form.values;
  const net = isWhole ? left : parseAmount(amount, currency);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Refund"
      description="The money goes back to the card, and a credit note is issued."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="danger" isBusy={form.isBusy}>
            {net === undefined ? 'Refund' : `Refund ${money(withTax(order, net), currency)}`}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={form.submit} className="flex flex-col gap-4 pt-1">
        <RadioGroup
          label="Amount to refund"
          looksLikeCards
          value={isWhole ? 'whole' : 'part'}
          onChange={(value) => form.set('isWhole', value === 'whole')}
          options={[
            { value: 'whole', label: `Full amount: ${money(left + leftTax, currency)}` },
            { value: 'part', label: 'Part of it' },
          ]}
        />
        {!isWhole && (
          <Field
            label={leftTax > 0 ? 'Amount without tax' : 'Amount'}
            hint={
              leftTax > 0 && net !== undefined
                ? `With its share of the tax ${money(withTax(order, net), currency)} go back. At most ${money(left, currency)} without tax.`
                : `At most ${money(left, currency)}.`
            }
            error={form.errorOf('amount')}
          >
            <AmountInput currency={currency} value={amount} onChange={(value) => form.set('amount', value)} />
          </Field>
        )}
        <Field label="Reason" error={form.errorOf('reason')}>
          <Select
            value={reason}
            onChange={(event) => form.set('reason', event.target.value as RefundCreate['reason'])}
          >
            {Object.entries(refundReasons).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Comment" aside="Optional" hint="For your team only." error={form.errorOf('comment')}>
          <Input value={comment} onChange={(event) => form.set('comment', event.target.value)} />
        </Field>
        {order.subscription_id === null ? (
          <Checkbox
            label="Revoke what was bought"
            hint="Seats and other benefits of this order end."
            isChecked={revokes}
            onChange={(isChecked) => form.set('revokes', isChecked)}
          />
        ) : (
          <p className="text-[0.8125rem]/5 text-ink-soft">
            The subscription continues. Cancel it separately if it should end.
          </p>
        )}
        <FormError form={form} />
      </form>
    </Dialog>
  );
}

/** What goes back with an amount: the rest takes all the tax that is left with it, a part its share. */
function withTax(order: Order, amount: number): number {
  const { refundable_amount: left, refundable_tax_amount: leftTax, net_amount, tax_amount } = order;
  if (amount >= left || net_amount === 0) return amount + leftTax;
  return amount + Math.min(leftTax, Math.round((amount * tax_amount) / net_amount));
}
