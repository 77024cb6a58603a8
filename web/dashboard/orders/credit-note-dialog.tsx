import { useId } from 'react';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { AmountInput, fieldProblem, readAmount, readOptionalAmount } from '../shared/amount-input.tsx';
import { FormError } from '../shared/form-error.tsx';
import { money } from '../shared/format.ts';
import { LoadedPart } from '../shared/loaded.tsx';
import type { CreditNoteCreate, Invoice, Order } from '../shared/objects.ts';
import { useAct } from '../shared/queries.ts';
import { refundReasons } from './refund-dialog.tsx';
import { isPaid, useInvoice } from './use-order.ts';

const reasons = {
  order_change: 'The order was changed',
  billing_error: 'A mistake in the invoice',
  ...refundReasons,
} as const;

type Extent = 'whole' | 'amount' | 'lines';

/** Takes something off an invoice that was issued. */
export function CreditNoteDialog({ order, onClose }: { order: Order; onClose(): void }) {
  const formId = useId();
  const invoice = useInvoice(order);
  const issue = useAct(
    (body: CreditNoteCreate) =>
      answerOf(
        florin.POST('/florin/v1/invoices/{id}/credit-notes', { params: { path: { id: order.id } }, body }),
      ),
    { done: ({ number }) => `Credit note ${number} issued.`, isSilent: true },
  );
  const form = useForm(
    {
      extent: 'whole' as Extent,
      amount: '',
      lines: {} as Record<string, string>,
      reason: 'order_change' as keyof typeof reasons,
      memo: '',
    },
    async ({ extent, amount, lines, reason, memo }) => {
      const common = { reason, memo: memo.trim() || null };
      if (extent === 'whole') await issue.mutateAsync(common);
      else if (extent === 'amount') {
        await issue.mutateAsync({ ...common, amount: readAmount(amount, order.currency, 'amount') });
      } else await issue.mutateAsync({ ...common, lines: readLines(lines, order.currency) });
      onClose();
    },
  );
  const { extent, amount, lines, reason, memo } = form.values;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Issue a credit note"
      description={
        isPaid(order)
          ? 'The credit goes to the customer’s balance and is used by the next invoice. To send money back, refund the order.'
          : 'What is credited is taken off what is due.'
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} look="primary" isBusy={form.isBusy}>
            Issue credit note
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={form.submit} className="flex flex-col gap-4 pt-1">
        <RadioGroup
          label="Amount to credit"
          looksLikeCards
          value={extent}
          onChange={(value) => form.set('extent', value)}
          options={[
            { value: 'whole', label: 'The full remaining amount' },
            { value: 'amount', label: 'An amount', hint: 'Spread across all items.' },
            { value: 'lines', label: 'Specific items' },
          ]}
        />
        {extent === 'amount' && (
          <Field label="Amount with tax" error={form.errorOf('amount')}>
            <AmountInput
              currency={order.currency}
              value={amount}
              onChange={(value) => form.set('amount', value)}
            />
          </Field>
        )}
        {extent === 'lines' && (
          <LoadedPart query={invoice}>
            {(found) => (
              <LineAmounts
                invoice={found}
                values={lines}
                onChange={(values) => form.set('lines', values)}
                error={form.errorOf('lines')}
              />
            )}
          </LoadedPart>
        )}
        <Field label="Reason" error={form.errorOf('reason')}>
          <Select
            value={reason}
            onChange={(event) => form.set('reason', event.target.value as keyof typeof reasons)}
          >
            {Object.entries(reasons).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label="Memo"
          aside="Optional"
          hint="Printed on the customer’s document."
          error={form.errorOf('memo')}
        >
          <Input maxLength={500} value={memo} onChange={(event) => form.set('memo', event.target.value)} />
        </Field>
        <FormError form={form} />
      </form>
    </Dialog>
  );
}

function LineAmounts({
  invoice,
  values,
  onChange,
  error,
}: {
  invoice: Invoice;
  values: Record<string, string>;
  onChange(values: Record<string, string>): void;
  error: string | undefined;
}) {
  const isIncluded =
    invoice.lines.reduce((sum, line) => sum + line.amount - line.discount_amount, 0) === invoice.total_amount;
  const grossOf = (line: Invoice['lines'][number]) =>
    line.amount - line.discount_amount + (isIncluded ? 0 : line.tax_amount);
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">Amounts with tax, by item</legend>
      {invoice.lines.map((line) => (
        <Field
          key={line.id}
          label={line.label}
          hint={`At most ${money(grossOf(line), invoice.currency)}, tax included.`}
        >
          <AmountInput
            currency={invoice.currency}
            value={values[line.id] ?? ''}
            onChange={(value) => onChange({ ...values, [line.id]: value })}
          />
        </Field>
      ))}
      {error && (
        <p role="alert" className="text-[0.8125rem]/5 text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}

/** @throws Problem where no item has an amount, or one has none that can be read */
function readLines(lines: Record<string, string>, currency: string) {
  const read = Object.entries(lines).flatMap(([line_id, text]) => {
    const amount = readOptionalAmount(text, currency, 'lines');
    return amount ? [{ line_id, amount }] : [];
  });
  if (read.length === 0) throw fieldProblem('lines', 'Write an amount at one item at least.');
  return read;
}
