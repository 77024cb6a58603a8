import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Challenge } from '../../payment/challenge.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { cardFormQuery } from '../queries.ts';
import { useWords } from '../words.ts';

type AuthenticationProps = {
  clientSecret: string;
  /** Once the bank has its answer; what came of it the server knows. */
  onAnswered(): void;
};

/** Takes the customer through what the bank asks, in the way of whoever charges. */
export function Authentication({ clientSecret, onAnswered }: AuthenticationProps) {
  const { data } = useQuery(cardFormQuery);
  return data?.processor === 'stripe' ? (
    <AtStripe
      clientSecret={clientSecret}
      onAnswered={onAnswered}
      publishableKey={data.publishable_key ?? ''}
    />
  ) : (
    <Challenge clientSecret={clientSecret} onAnswered={onAnswered} />
  );
}

function AtStripe({
  clientSecret,
  onAnswered,
  publishableKey,
}: AuthenticationProps & { publishableKey: string }) {
  const { say } = useWords();
  const asked = useRef<string>(undefined);
  useEffect(() => {
    if (asked.current === clientSecret) return;
    asked.current = clientSecret;
    import('../../payment/authenticate-at-stripe.ts')
      .then(({ authenticate }) => authenticate(publishableKey, clientSecret))
      .catch(() => undefined)
      .then(onAnswered);
  }, [clientSecret, publishableKey, onAnswered]);
  return (
    <p role="status" className="flex items-center gap-3 text-ink-soft text-sm">
      <Spinner /> {say('authenticating')}
    </p>
  );
}
