import { FastForward } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { Field, Input } from '../../../ui/field.tsx';
import { useForm } from '../../../ui/use-form.ts';
import { fieldProblem } from '../../shared/amount-input.tsx';
import { FormError } from '../../shared/form-error.tsx';
import { dayAndTime } from '../../shared/format.ts';
import { localMoment } from './local-moment.ts';
import type { Clock, Step, useAdvance } from './use-advance.ts';

const steps = [
  { label: 'A day', by: 'P1D' },
  { label: 'A week', by: 'P7D' },
  { label: 'A month', by: 'P1M' },
  { label: 'A year', by: 'P1Y' },
];

/** How far the clock is to be turned. What it is turned by counts from where it stands, or from now where it runs. */
export function AdvanceForm({ clock, advance }: { clock: Clock; advance: ReturnType<typeof useAdvance> }) {
  const { now, next_due_at } = clock;
  const form = useForm({ to: localMoment(now) }, async ({ to }) => {
    const moment = new Date(to);
    if (Number.isNaN(moment.getTime())) throw fieldProblem('to', 'Choose a day and a time.');
    await advance.advance({ to: moment.toISOString() }, clock);
  });
  // What fails is told below, as what the form sends is.
  const turn = (step: Step) => advance.advance(step, clock).catch(() => {});
  return (
    <div className="flex flex-col gap-4">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="mb-1.5 font-medium text-[0.8125rem]">Turn it by</legend>
        {steps.map(({ label, by }) => (
          <Button key={by} onClick={() => turn({ by })}>
            {label}
          </Button>
        ))}
        {next_due_at && (
          <Button title={dayAndTime(next_due_at)} onClick={() => turn({ to: next_due_at })}>
            <FastForward /> To what is next
          </Button>
        )}
      </fieldset>
      <form onSubmit={form.submit} className="flex flex-wrap items-end gap-2">
        <Field label="Or choose a time" error={form.errorOf('to')} className="min-w-52">
          <Input
            type="datetime-local"
            min={localMoment(now)}
            value={form.values.to}
            onChange={({ target }) => form.set('to', target.value)}
          />
        </Field>
        <Button type="submit" disabled={!form.isDirty} isBusy={form.isBusy}>
          Move the clock
        </Button>
      </form>
      {advance.error && !form.error && !form.errorOf('to') && (
        <p role="alert" className="text-bad">
          {advance.error.message}
        </p>
      )}
      <FormError form={form} />
    </div>
  );
}
