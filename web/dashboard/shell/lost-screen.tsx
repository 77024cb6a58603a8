import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/states.tsx';

/** An address that leads nowhere. */
export function LostScreen() {
  return (
    <main className="grid min-h-[70dvh] place-items-center">
      <EmptyState
        icon={<Compass />}
        title="Page not found"
        action={
          <Button asChild>
            <Link to="/">Go to the dashboard</Link>
          </Button>
        }
      >
        The address may be wrong, or the page no longer exists.
      </EmptyState>
    </main>
  );
}
