import { Link } from '@tanstack/react-router';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../words.ts';
import { Standalone } from './standalone.tsx';

/** An address under which there is nothing. */
export function LostPage() {
  const { say } = useWords();
  return (
    <Standalone title={say('lostTitle')}>
      <p className="text-ink-soft text-sm/6">{say('lostText')}</p>
      <Button asChild look="primary" className="self-start">
        <Link to="/">{say('lostHome')}</Link>
      </Button>
    </Standalone>
  );
}
