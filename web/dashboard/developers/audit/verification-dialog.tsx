import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Fact, Facts } from '../../../ui/card.tsx';
import { cn } from '../../../ui/class-names.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, Input } from '../../../ui/field.tsx';
import { ErrorState } from '../../../ui/states.tsx';
import { ShownOnce } from '../../shared/code-block.tsx';
import { number } from '../../shared/format.ts';
import { reasonOf, useScopedQuery } from '../../shared/queries.ts';
import type { Verification } from '../objects.ts';

/** Reads the whole log again and says whether it is what was sealed. */
export function VerificationDialog({ onClose }: { onClose(): void }) {
  const [head, setHead] = useState('');
  const [asked, setAsked] = useState('');
  const verification = useScopedQuery(['audit', 'verification', asked], () =>
    answerOf(
      florin.GET('/florin/v1/audit/verification', {
        params: { query: asked ? { head: asked } : {} },
      }),
    ),
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Verify the chain"
      description="Every entry is read again and checked against its seal."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            look="primary"
            isBusy={verification.isFetching}
            onClick={() => {
              if (head.trim() === asked) verification.refetch();
              else setAsked(head.trim());
            }}
          >
            Verify again
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {verification.data ? (
          <Result verification={verification.data} />
        ) : verification.isError ? (
          <ErrorState title="The log could not be verified." className="py-4">
            {reasonOf(verification.error)}
          </ErrorState>
        ) : (
          <p role="status" className="py-6 text-center text-ink-soft text-sm">
            Reading the log…
          </p>
        )}
        <Field
          label="Against a head that was noted earlier"
          aside="Optional"
          hint="Proves that today’s log continues the one from that day."
        >
          <Input
            className="font-mono"
            placeholder="64 hexadecimal digits"
            maxLength={64}
            value={head}
            onChange={(event) => setHead(event.target.value)}
          />
        </Field>
      </div>
    </Dialog>
  );
}

function Result({ verification }: { verification: Verification }) {
  const { intact, rows, seals, unsealed, erased, head, breaks } = verification;
  const Icon = intact ? ShieldCheck : ShieldAlert;
  return (
    <div className="flex flex-col gap-4">
      <div
        role="status"
        className={cn(
          'flex items-center gap-3 rounded-lg px-4 py-3 font-medium',
          intact ? 'bg-good-soft text-good' : 'bg-bad-soft text-bad',
        )}
      >
        <Icon aria-hidden="true" className="size-5 shrink-0" />
        {intact ? 'The log is intact.' : 'The log is not what was sealed.'}
      </div>
      {breaks.length > 0 && (
        <ul aria-label="Breaks" className="flex max-h-48 flex-col gap-1 overflow-y-auto text-bad text-sm">
          {breaks.map((one) => (
            <li key={`${one.kind} ${one.position} ${one.id}`}>{one.message}</li>
          ))}
        </ul>
      )}
      <Facts>
        <Fact name="Entries">{number(rows)}</Fact>
        <Fact name="Seals">{number(seals)}</Fact>
        {unsealed > 0 && <Fact name="Not sealed yet">{number(unsealed)}</Fact>}
        {erased > 0 && <Fact name="Erased">{number(erased)}</Fact>}
      </Facts>
      {head && (
        <div className="flex flex-col gap-1.5">
          <p className="text-ink-soft text-sm/6">
            The head stands for the whole log as it is now. Keep a copy elsewhere, for instance every day.
          </p>
          <ShownOnce text={head} label="The head" />
        </div>
      )}
    </div>
  );
}
