import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { florin } from '../api/client.ts';
import { answerOf } from '../api/problem.ts';
import { useWordsOf } from '../i18n/words.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/states.tsx';
import type { PaymentKey } from './messages/en.ts';

/**
 * The sandbox's 3-D Secure step: whoever tests plays the bank.
 *
 * @param onAnswered whether the bank was satisfied; what the payment then became is asked elsewhere
 */
export function Challenge({
  clientSecret,
  onAnswered,
}: {
  clientSecret: string;
  onAnswered(hasPassed: boolean): void;
}) {
  const { say } = useWordsOf<PaymentKey>();
  const [busy, setBusy] = useState<'passes' | 'fails'>();
  const [hasFailed, setFailed] = useState(false);
  async function answer(outcome: 'passes' | 'fails') {
    setBusy(outcome);
    setFailed(false);
    try {
      await answerOf(
        florin.POST('/florin/v1/sandbox/charges/{client_secret}/authenticate', {
          params: { path: { client_secret: clientSecret } },
          body: { outcome },
        }),
      );
      onAnswered(outcome === 'passes');
    } catch {
      setFailed(true);
      setBusy(undefined);
    }
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-start gap-3">
        <span className="grid size-10 shrink-0 place-items-center rounded-full bg-info-soft text-info">
          <ShieldCheck aria-hidden="true" className="size-5" />
        </span>
        <p className="text-ink-soft text-sm/6">{say('challengeText')}</p>
      </div>
      {hasFailed && <Notice tone="bad">{say('challengeFailed')}</Notice>}
      <div className="flex flex-wrap gap-2 *:flex-1">
        <Button disabled={busy !== undefined} isBusy={busy === 'fails'} onClick={() => answer('fails')}>
          {say('challengeDecline')}
        </Button>
        <Button
          look="primary"
          disabled={busy !== undefined}
          isBusy={busy === 'passes'}
          onClick={() => answer('passes')}
        >
          {say('challengeApprove')}
        </Button>
      </div>
    </div>
  );
}
