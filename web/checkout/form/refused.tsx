import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { useWords } from '../language.ts';
import { isFramed } from '../place.ts';
import { portalAddress } from '../portal-token.ts';
import { useKnown, useSession } from '../session-context.tsx';

/** What stands in the way of the whole purchase, and the way around it. */
export function Refused() {
  const { say } = useWords();
  const { branding } = useKnown();
  const { refusal, isOffline, faults, change, dismiss, settle, checkout } = useSession();
  if (refusal === 'already_subscribed' || faults.customer_email === 'already_subscribed') {
    return (
      <Notice tone="warn" title={say('alreadySubscribedTitle')}>
        <p>{say('alreadySubscribedText', { organization: branding.name })}</p>
        <Button size="small" className="mt-2" asChild>
          <a
            href={portalAddress(branding.slug, checkout.customer_email)}
            target={isFramed ? '_blank' : undefined}
            rel="noopener"
          >
            {say('openPortal')}
          </a>
        </Button>
      </Notice>
    );
  }
  if (refusal === 'trial_redeemed') {
    return (
      <Notice tone="warn" title={say('trialUsedTitle')}>
        <p>{say('trialUsedText')}</p>
        <Button size="small" className="mt-2" onClick={() => change({ allow_trial: false })}>
          {say('withoutTrial')}
        </Button>
      </Notice>
    );
  }
  if (isOffline) {
    return (
      <Notice tone="warn" title={say('offlineTitle')}>
        <p>{say('offlineText')}</p>
        <Button
          size="small"
          className="mt-2"
          onClick={() => {
            dismiss();
            void settle();
          }}
        >
          {say('tryAgain')}
        </Button>
      </Notice>
    );
  }
  if (refusal === 'locked') return <Notice tone="bad">{say('lockedText')}</Notice>;
  if (refusal === 'too_many') return <Notice tone="bad">{say('tooMany')}</Notice>;
  return refusal === 'failed' ? <Notice tone="bad">{say('failedText')}</Notice> : null;
}
