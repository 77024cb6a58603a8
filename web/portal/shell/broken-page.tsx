import { Card } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { useWords } from '../words.ts';

/** A page whose script could not be fetched, or that failed: loading it anew is all that helps. */
export function BrokenPage() {
  const { say } = useWords();
  return (
    <Card>
      <ErrorState title={say('loadFailed')} retry={() => location.reload()} retryLabel={say('tryAgain')}>
        {say(navigator.onLine ? 'problemOther' : 'problemOffline')}
      </ErrorState>
    </Card>
  );
}
