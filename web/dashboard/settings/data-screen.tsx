import { Download } from 'lucide-react';
import { useState } from 'react';
import { florin } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import type { Key } from '../developers/objects.ts';
import { isLive } from '../developers/states.tsx';
import { useMay, useWorkspace } from '../session.ts';
import { CodeBlock } from '../shared/code-block.tsx';
import { useDownload } from '../shared/download.ts';
import { number } from '../shared/format.ts';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { useAct } from '../shared/queries.ts';
import { SettingsPage } from './settings-page.tsx';

export default function DataScreen() {
  const mayWrite = useMay('organizations:write');
  const mayRevoke = useMay('organization_access_tokens:write');
  return (
    <SettingsPage>
      {mayWrite && <ExportCard />}
      <ImportCard />
      {mayRevoke && <DangerZone />}
    </SettingsPage>
  );
}

/** So many bytes in words. */
function size(bytes: number): string {
  const kilobytes = bytes / 1024;
  return kilobytes < 1024
    ? `${number(Math.ceil(kilobytes))} KB`
    : `${number(Math.round(kilobytes / 102.4) / 10)} MB`;
}

function ExportCard() {
  const { organization } = useWorkspace();
  const [hasDocuments, setDocuments] = useState(true);
  const { run, bytes, stop } = useDownload();
  const isRunning = bytes !== undefined;
  return (
    <Card
      title="Export"
      description="Everything in the organization, in test and live mode, as one archive. Secrets are left out."
    >
      <div className="flex flex-col gap-4">
        <Checkbox
          label="Include invoice and receipt PDFs"
          hint="Without them the archive is smaller. PDFs can be created again."
          isChecked={hasDocuments}
          isDisabled={isRunning}
          onChange={setDocuments}
        />
        {isRunning ? (
          <div className="flex flex-wrap items-center gap-4">
            <progress className="h-2 w-40 accent-accent" aria-label="Exporting" />
            <span role="status" className="text-sm tabular-nums">
              {size(bytes)} so far
            </span>
            <Button size="small" onClick={stop}>
              Stop
            </Button>
          </div>
        ) : (
          <Button
            className="self-start"
            onClick={() =>
              run(`${organization.slug}.tar`, (signal) =>
                florin.GET('/florin/v1/organizations/{id}/export', {
                  params: { path: { id: organization.id }, query: { documents: hasDocuments } },
                  parseAs: 'stream',
                  signal,
                }),
              )
            }
          >
            <Download /> Export everything
          </Button>
        )}
        <p className="text-ink-soft text-sm/6">
          You can export each list (customers, orders, events) from its own page, and the{' '}
          <ScreenLink to={['audit']} className={textLink}>
            audit log
          </ScreenLink>{' '}
          as well.
        </p>
      </div>
    </Card>
  );
}

function ImportCard() {
  const { organization } = useWorkspace();
  return (
    <Card
      title="Import"
      description="Import an archive into another Florin server of the same version with the command line."
    >
      <CodeBlock text={`npm run florin -- import ${organization.slug}.tar`} label="How to import" />
    </Card>
  );
}

/** What cannot be undone. */
function DangerZone() {
  const { organization, mode } = useWorkspace();
  const [isAsked, setAsked] = useState(false);
  const [typed, setTyped] = useState('');
  const revokeAll = useAct(
    async () => {
      const path = { id: organization.id };
      let count = 0;
      let cursor: string | undefined;
      do {
        const query = { mode, limit: 100, ...(cursor ? { cursor } : {}) };
        const { items, next_cursor } = await answerOf(
          florin.GET('/florin/v1/organizations/{id}/keys', { params: { path, query } }),
        );
        for (const key of items.filter((one: Key) => isLive(one))) {
          const params = { path: { ...path, key_id: key.id } };
          await answerOf(florin.DELETE('/florin/v1/organizations/{id}/keys/{key_id}', { params }));
          count += 1;
        }
        cursor = next_cursor ?? undefined;
      } while (cursor !== undefined);
      return count;
    },
    { done: (count) => (count === 1 ? 'One key is revoked.' : `${count} keys are revoked.`) },
  );
  const close = () => {
    setAsked(false);
    setTyped('');
  };
  return (
    <section aria-label="Danger zone" className="rounded-xl border border-bad/50 bg-surface">
      <h2 className="px-5 pt-4 font-semibold text-[0.9375rem]/6 text-bad">Danger zone</h2>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 p-5">
        <p className="min-w-0 max-w-md text-sm/6">
          <span className="block font-medium">{`Revoke every API key of ${mode} mode`}</span>
          <span className="text-ink-soft">
            For when a key has leaked and you do not know which. API calls are refused until they use a new
            key.
          </span>
        </p>
        <Button look="danger-outline" onClick={() => setAsked(true)}>
          Revoke all keys…
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={close}
        title={`Revoke every key of ${mode} mode?`}
        description="All API calls in this mode stop working now. This cannot be undone."
        action="Revoke all keys"
        isDisabled={typed !== organization.slug}
        onConfirm={() => revokeAll.mutateAsync(undefined)}
      >
        <Field label={`Type ${organization.slug} to go on`}>
          <Input
            autoComplete="off"
            className="font-mono"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
      </ConfirmDialog>
    </section>
  );
}
