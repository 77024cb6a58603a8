import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, Input } from '../../../ui/field.tsx';
import { useForm } from '../../../ui/use-form.ts';
import { useWorkspace } from '../../session.ts';
import { fieldProblem } from '../../shared/amount-input.tsx';
import { FormError } from '../../shared/form-error.tsx';
import { dayAndTime } from '../../shared/format.ts';
import { useAct } from '../../shared/queries.ts';
import { localMoment } from './local-moment.ts';

/** Has test mode's time stand still, from where on it can be turned. */
export function StopForm({ now, dueAt }: { now: string; dueAt: string | null }) {
  const { organization } = useWorkspace();
  const stop = useAct(
    (moment: string) =>
      answerOf(
        florin.POST('/florin/v1/organizations/{id}/test-clock', {
          params: { path: { id: organization.id } },
          body: { now: moment },
        }),
      ),
    { isSilent: true },
  );
  const form = useForm({ now: localMoment(now) }, async (values) => {
    const moment = new Date(values.now);
    if (Number.isNaN(moment.getTime())) throw fieldProblem('now', 'Choose a day and a time.');
    // The minute that is shown began some seconds ago.
    await stop.mutateAsync(values.now === localMoment(now) ? now : moment.toISOString());
  });
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <Field label="Stop it at" error={form.errorOf('now')} className="min-w-52">
          <Input
            type="datetime-local"
            required
            value={form.values.now}
            onChange={({ target }) => form.set('now', target.value)}
          />
        </Field>
        <Button type="submit" look="primary" isBusy={form.isBusy}>
          Stop the clock
        </Button>
      </div>
      {dueAt && (
        <p className="text-[0.8125rem]/5 text-ink-soft">
          Before {dayAndTime(dueAt)}, when the next thing falls due; or in the past.
        </p>
      )}
      <FormError form={form} />
    </form>
  );
}
