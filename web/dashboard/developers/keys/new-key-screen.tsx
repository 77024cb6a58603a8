import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { RadioGroup } from '../../../ui/choice.tsx';
import { Field, Input, Select } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { useForm } from '../../../ui/use-form.ts';
import { useMay, useWorkspace } from '../../session.ts';
import { fieldProblem } from '../../shared/amount-input.tsx';
import { CodeBlock, ShownOnce } from '../../shared/code-block.tsx';
import { FormFooter } from '../../shared/form-footer.tsx';
import { day, humanize } from '../../shared/format.ts';
import { useAddress } from '../../shared/links.tsx';
import { Page } from '../../shared/page.tsx';
import { useAct } from '../../shared/queries.ts';
import { Refused } from '../../shared/refused.tsx';
import type { KeyCreate, NewKey } from '../objects.ts';
import { allAt, areaGroups, type Level, levelsOf, scopesOf } from './areas.ts';
import { firstCalls } from './first-calls.ts';

const trail = [{ label: 'API keys', to: ['keys'] }];

export default function NewKeyScreen() {
  const [made, setMade] = useState<NewKey>();
  if (!useMay('organization_access_tokens:write')) return <Refused title="New API key" />;
  return made ? <MadeKey made={made} /> : <KeyForm onMade={setMade} />;
}

type Reach = 'everything' | 'reads' | 'chosen';

const expiries: readonly { value: string; label: string; days: number | null }[] = [
  { value: 'never', label: 'Never', days: null },
  { value: '30', label: 'In 30 days', days: 30 },
  { value: '90', label: 'In 90 days', days: 90 },
  { value: '365', label: 'In a year', days: 365 },
];

const levelLabels: Record<Level, string> = { none: 'Nothing', read: 'Read', write: 'Read and write' };

function expiryOf(choice: string, date: string): string | null {
  if (choice === 'date') {
    if (!date) throw fieldProblem('expires_at', 'Choose a day.');
    return new Date(`${date}T00:00`).toISOString();
  }
  const days = expiries.find(({ value }) => value === choice)?.days;
  return days ? new Date(Date.now() + days * 86_400_000).toISOString() : null;
}

function KeyForm({ onMade }: { onMade(key: NewKey): void }) {
  const { organization, mode } = useWorkspace();
  const create = useAct(
    (body: Pick<KeyCreate, 'name' | 'scopes' | 'expires_at'>) =>
      answerOf(
        florin.POST('/florin/v1/organizations/{id}/keys', {
          params: { path: { id: organization.id } },
          body: { ...body, mode },
        }),
      ),
    { isSilent: true },
  );
  const form = useForm(
    { name: '', reach: 'everything' as Reach, levels: allAt('none'), expiry: 'never', date: '' },
    async ({ name, reach, levels, expiry, date }) => {
      const expires_at = expiryOf(expiry, date);
      const chosen = { everything: allAt('write'), reads: allAt('read'), chosen: levels }[reach];
      const all = scopesOf(chosen);
      const scopes = reach === 'reads' ? all.filter((scope) => scope.endsWith(':read')) : all;
      if (scopes.length === 0) throw fieldProblem('scopes', 'Allow it something.');
      onMade(await create.mutateAsync({ name, scopes: scopes as KeyCreate['scopes'], expires_at }));
    },
  );
  const { values, set, errorOf } = form;
  return (
    <Page title="New API key" trail={trail} width="narrow">
      <form onSubmit={form.submit} noValidate className="flex flex-col gap-5">
        <Card>
          <div className="grid gap-5 sm:grid-cols-2">
            <Field
              label="Name"
              isRequired
              error={errorOf('name')}
              hint="Where you use it, so that you recognize it later."
              className="sm:col-span-2"
            >
              <Input
                autoFocus
                maxLength={255}
                placeholder="Shop server"
                value={values.name}
                onChange={(event) => set('name', event.target.value)}
              />
            </Field>
            <Field label="Expires" error={values.expiry === 'date' ? undefined : errorOf('expires_at')}>
              <Select value={values.expiry} onChange={(event) => set('expiry', event.target.value)}>
                {expiries.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
                <option value="date">On a day…</option>
              </Select>
            </Field>
            {values.expiry === 'date' && (
              <Field label="Day" error={errorOf('expires_at')}>
                <Input
                  type="date"
                  value={values.date}
                  onChange={(event) => set('date', event.target.value)}
                />
              </Field>
            )}
          </div>
        </Card>
        <Card title="Permissions">
          <div className="flex flex-col gap-5">
            <RadioGroup<Reach>
              label="Permissions"
              looksLikeCards
              className="sm:grid sm:grid-cols-3"
              value={values.reach}
              onChange={(reach) => set('reach', reach)}
              options={[
                { value: 'everything', label: 'Everything', hint: 'For your own server.' },
                { value: 'reads', label: 'Read only', hint: 'For reports and exports.' },
                { value: 'chosen', label: 'Custom', hint: 'Choose for each area.' },
              ]}
            />
            {errorOf('scopes') && (
              <p role="alert" className="text-[0.8125rem]/5 text-bad">
                {errorOf('scopes')}
              </p>
            )}
            {values.reach === 'chosen' && (
              <Areas levels={values.levels} onChange={(levels) => set('levels', levels)} />
            )}
          </div>
        </Card>
        <FormFooter form={form} action="Create key" cancelTo={['keys']} />
      </form>
    </Page>
  );
}

function Areas({
  levels,
  onChange,
}: {
  levels: Record<string, Level>;
  onChange(levels: Record<string, Level>): void;
}) {
  return (
    <div className="flex flex-col gap-5">
      {areaGroups.map(({ label, areas }) => (
        <fieldset key={label} className="min-w-0">
          <legend className="mb-1 font-medium text-[0.8125rem]/5 text-ink-soft">{label}</legend>
          <ul className="divide-y divide-line rounded-lg border border-line">
            {areas.map((area) => (
              <li key={area} className="flex items-center justify-between gap-4 px-3.5 py-1.5 text-sm">
                <span className="min-w-0">{humanize(area)}</span>
                <Select
                  aria-label={humanize(area)}
                  className="w-40 shrink-0"
                  value={levels[area] ?? 'none'}
                  onChange={(event) => onChange({ ...levels, [area]: event.target.value as Level })}
                >
                  {levelsOf(area).map((level) => (
                    <option key={level} value={level}>
                      {level === 'write' && !levelsOf(area).includes('read') ? 'Make' : levelLabels[level]}
                    </option>
                  ))}
                </Select>
              </li>
            ))}
          </ul>
        </fieldset>
      ))}
    </div>
  );
}

/** The key, this once, and how each vendor's client uses it. */
function MadeKey({ made }: { made: NewKey }) {
  const navigate = useNavigate();
  const address = useAddress();
  const calls = firstCalls(window.location.origin);
  const [vendor, setVendor] = useState(calls[0]?.vendor ?? '');
  return (
    <Page title={`${made.name} created`} trail={trail} width="narrow">
      <div className="flex flex-col gap-5">
        <Card title="The key">
          <div className="flex flex-col gap-4">
            <ShownOnce text={made.token} label="The key" />
            <Notice tone="warn">
              Copy it now. You will not see it again. Keep it on your server, never in a website or app
              {made.expires_at ? `. It expires on ${day(made.expires_at)}` : ''}.
            </Notice>
          </div>
        </Card>
        <Card title="A first call" description="With the client library you already use.">
          <Tabs
            label="A first call"
            value={vendor}
            onChange={setVendor}
            tabs={calls.map(({ vendor: name, code }) => ({
              value: name,
              label: name,
              content: <CodeBlock text={code} label={`A first call with ${name}`} />,
            }))}
          />
        </Card>
        <div>
          <Button look="primary" onClick={() => navigate({ to: address('keys') })}>
            Done
          </Button>
        </div>
      </div>
    </Page>
  );
}
