import { Challenge } from '../payment/challenge.tsx';
import { PlainPage } from './frame.tsx';
import { useWords } from './language.ts';
import { useKnown, useSession } from './session-context.tsx';

/** The step between: the buyer's bank asks whether it is them. Of the sandbox, where whoever tests is the bank. */
export function AuthenticateScreen({ challengeSecret }: { challengeSecret: string }) {
  const { say } = useWords();
  const { branding } = useKnown();
  const { reload } = useSession();
  return (
    <PlainPage branding={branding} isTest isBusy>
      <section className="rounded-xl border border-line bg-surface p-5 sm:p-6">
        <h1 className="mb-4 font-semibold text-lg/7">{say('challengeTitle')}</h1>
        <Challenge clientSecret={challengeSecret} onAnswered={reload} />
      </section>
    </PlainPage>
  );
}
