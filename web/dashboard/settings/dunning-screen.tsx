import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { useMay } from '../session.ts';
import { readCount } from '../shared/amount-input.tsx';
import { LoadedPart } from '../shared/loaded.tsx';
import { useAct } from '../shared/queries.ts';
import { SettingsForm, SettingsPage } from './settings-page.tsx';
import { type Organization, useOrganization, useSaveOrganization } from './use-settings.ts';

const minutesInDay = 1_440;
const mostRetries = 20;

export default function DunningScreen() {
  const organization = useOrganization();
  return (
    <SettingsPage>
      <LoadedPart query={organization}>{(data) => <DunningForm organization={data} />}</LoadedPart>
    </SettingsPage>
  );
}

/** Days after the first failure: of the attempts, and of the end. */
export function daysOf(retryDays: readonly number[], deadline: number): { attempts: number[]; end: number } {
  const attempts: number[] = [];
  for (const gap of retryDays) attempts.push((attempts.at(-1) ?? 0) + gap);
  const within = attempts.filter((day) => day <= deadline);
  // After the last attempt there is nothing to wait for.
  const end = within.length === attempts.length ? (within.at(-1) ?? 0) : deadline;
  return { attempts: within, end: Math.min(end, deadline) };
}

const listed = new Intl.ListFormat('en', { type: 'conjunction' });

/** What will happen, in a sentence. */
function sentenceOf(retryDays: readonly number[], deadline: number): string {
  const { attempts, end } = daysOf(retryDays, deadline);
  if (attempts.length === 0)
    return 'After the first failure nothing is tried again, and the subscription ends.';
  const days = listed.format(attempts.map(String));
  const times = attempts.length === 1 ? 'once' : `${attempts.length} times`;
  return `A payment that fails is tried again ${times}, on day ${days} after the first failure. If none succeeds, the subscription ends on day ${end} and its invoice is void.`;
}

const draftOf = ({ dunning }: Organization) => ({
  days: dunning.retry_days.map(String),
  // Of the minutes beyond whole days nobody needs to know.
  deadline: String(Math.floor(dunning.deadline_minutes / minutesInDay)),
});

const isCount = (text: string) => /^[1-9]\d{0,2}$/.test(text.trim());

function DunningForm({ organization }: { organization: Organization }) {
  const save = useSaveOrganization();
  const mayWrite = useMay('organizations:write');
  const form = useForm(draftOf(organization), async ({ days, deadline }) => {
    const retry_days = days.map((text, index) => readCount(text, `dunning.retry_days.${index}`));
    // A minute more, so that an attempt on the last day is within it.
    const deadline_minutes = readCount(deadline, 'dunning.deadline_minutes') * minutesInDay + 1;
    form.reset(draftOf(await save.mutateAsync({ dunning: { retry_days, deadline_minutes } })));
  });
  const usual = useAct(async () => form.reset(draftOf(await save.mutateAsync({ dunning: null }))), {});
  const { values, set, errorOf } = form;
  const isReadable = [...values.days, values.deadline].every(isCount);
  return (
    <SettingsForm
      form={form}
      title="When a renewal cannot be paid"
      description="Customers keep their subscription while it is past due, are notified by email, and can pay at any time."
    >
      <fieldset className="flex min-w-0 flex-col gap-2">
        <legend className="mb-2 font-medium text-[0.8125rem]/5">Days between attempts</legend>
        <ol aria-label="Attempts" className="flex flex-wrap items-start gap-2">
          {values.days.map((value, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an attempt is its place, whatever is typed into it
            <li key={index} className="flex items-start">
              <Field
                label={`Days before attempt ${index + 2}`}
                hidesLabel
                className="w-20"
                error={errorOf(`dunning.retry_days.${index}`)}
              >
                <Input
                  inputMode="numeric"
                  maxLength={2}
                  value={value}
                  onChange={(event) => set('days', values.days.with(index, event.target.value))}
                />
              </Field>
              <Button
                look="quiet"
                size="icon"
                aria-label={`Remove attempt ${index + 2}`}
                onClick={() => set('days', values.days.toSpliced(index, 1))}
              >
                <X />
              </Button>
            </li>
          ))}
          {values.days.length < mostRetries && (
            <li>
              <Button look="quiet" onClick={() => set('days', [...values.days, '7'])}>
                <Plus /> Add an attempt
              </Button>
            </li>
          )}
        </ol>
      </fieldset>
      <Field
        label="Give up after (days)"
        error={errorOf('dunning.deadline_minutes')}
        hint="Applies even if the card can never be charged, so that customers have time to add another one."
      >
        <Input
          inputMode="numeric"
          className="sm:w-32"
          maxLength={3}
          value={values.deadline}
          onChange={(event) => set('deadline', event.target.value)}
        />
      </Field>
      {isReadable && <Outlook retryDays={values.days.map(Number)} deadline={Number(values.deadline)} />}
      {mayWrite && (
        <Button
          look="quiet"
          size="small"
          className="-ml-2.5 self-start"
          isBusy={usual.isPending}
          onClick={() => usual.mutate(undefined)}
        >
          Use the default schedule
        </Button>
      )}
    </SettingsForm>
  );
}

function Outlook({ retryDays, deadline }: { retryDays: readonly number[]; deadline: number }) {
  const { attempts, end } = daysOf(retryDays, deadline);
  const steps = [
    { day: 0, label: 'It fails', tone: 'bg-warn' },
    ...attempts.map((day, index) => ({ day, label: `Attempt ${index + 2}`, tone: 'bg-info' })),
    { day: end, label: 'It ends', tone: 'bg-bad' },
  ];
  return (
    <div className="rounded-lg border border-line bg-sunken px-4 py-3.5">
      <p role="status" className="text-sm/6">
        {sentenceOf(retryDays, deadline)}
      </p>
      <ol
        aria-label="What will happen"
        className="mt-4 grid grid-cols-[repeat(auto-fit,minmax(4.5rem,1fr))] gap-x-1 gap-y-3"
      >
        {steps.map(({ day, label, tone }) => (
          <li key={label} className="flex min-w-0 flex-col gap-1 text-xs">
            <span aria-hidden="true" className={`h-1 rounded-full ${tone}`} />
            <span className="font-medium">Day {day}</span>
            <span className="text-ink-soft">{label}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
