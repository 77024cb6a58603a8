import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { cn } from '../../ui/class-names.ts';
import { Skeleton } from '../../ui/states.tsx';
import { useWorkspace } from '../session.ts';
import { useAddressState } from '../shared/filters.tsx';
import { ScreenLink } from '../shared/links.tsx';
import { useAct } from '../shared/queries.ts';
import type { Steps } from './use-first-steps.ts';

type Step = { title: string; text: string; isDone: boolean; action: ReactNode };

/** From nothing to a renewal: in test mode with a test card and the test clock. */
export function FirstSteps({ steps, dismiss }: { steps: Steps | undefined; dismiss(): void }) {
  const { mode } = useWorkspace();
  const list = useSteps(steps);
  const done = list.filter(({ isDone }) => isDone).length;
  const next = list.findIndex(({ isDone }) => !isDone);
  return (
    <Card
      title={
        next === -1 ? 'All done' : mode === 'test' ? 'See a subscription live and renew' : 'Begin to sell'
      }
      description={`${done} of ${list.length} steps`}
      actions={
        <Button size="small" look="quiet" onClick={dismiss}>
          {next === -1 ? 'Close' : 'Hide'}
        </Button>
      }
    >
      <progress className="sr-only" aria-label="Steps done" max={list.length} value={done} />
      {steps ? (
        <ol className="flex flex-col gap-1">
          {list.map((step, index) => (
            <li
              key={step.title}
              className={cn(
                'flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg px-3 py-2.5',
                index === next && 'bg-sunken',
              )}
            >
              <span
                className={cn(
                  'grid size-6 shrink-0 place-items-center rounded-full border font-medium text-xs',
                  step.isDone
                    ? 'border-accent bg-accent text-accent-ink'
                    : 'border-line-strong text-ink-soft',
                )}
              >
                {step.isDone ? <Check aria-label="Done" className="size-3.5" /> : index + 1}
              </span>
              <span className="min-w-48 flex-1">
                <span className={cn('block font-medium', step.isDone && 'text-ink-soft')}>{step.title}</span>
                {index === next && (
                  <span className="block text-[0.8125rem]/5 text-ink-soft">{step.text}</span>
                )}
              </span>
              {index === next && step.action}
            </li>
          ))}
        </ol>
      ) : (
        <div role="status" aria-label="Loading" className="flex flex-col gap-3">
          <Skeleton className="w-1/2" />
          <Skeleton className="w-2/5" />
          <Skeleton className="w-1/3" />
        </div>
      )}
    </Card>
  );
}

function useSteps(steps: Steps | undefined): Step[] {
  const { mode } = useWorkspace();
  const [, change] = useAddressState();
  const { product, isBought = false, hasRenewed = false, hasProcessor = false } = steps ?? {};
  const isTest = mode === 'test';
  const create: Step = {
    title: 'Create a product',
    text: 'A name and a price by the month are enough.',
    isDone: product !== undefined,
    action: (
      <Button look="primary" asChild>
        <ScreenLink to={['products', 'new']}>Create a product</ScreenLink>
      </Button>
    ),
  };
  const buy: Step = {
    title: isTest ? 'Buy it with a test card' : 'Make the first sale',
    text: isTest
      ? 'Its checkout opens in a new tab and offers test cards. Come back when you have paid.'
      : 'Share the link of a checkout, or open one from your own site.',
    isDone: isBought,
    action: isTest ? (
      product && <OpenCheckout product={product} />
    ) : (
      <Button look="primary" asChild>
        <ScreenLink to={['checkout-links', 'new']}>Create a checkout link</ScreenLink>
      </Button>
    ),
  };
  const turn: Step = {
    title: 'Turn the clock a month',
    text: 'Stop the test clock and turn it: the subscription renews, and the charts below move.',
    isDone: hasRenewed,
    action: (
      <Button look="primary" onClick={() => change({ clock: 'open' })}>
        Open the test clock
      </Button>
    ),
  };
  const connect: Step = {
    title: 'Connect Stripe',
    text: 'Cards are charged there, and the money comes to your account.',
    isDone: hasProcessor,
    action: (
      <Button look="primary" asChild>
        <ScreenLink to={['settings']}>Open the settings</ScreenLink>
      </Button>
    ),
  };
  return isTest ? [create, buy, turn] : [create, connect, buy];
}

function OpenCheckout({ product }: { product: { id: string; name: string } }) {
  const open = useAct(async (tab: Window | null) => {
    try {
      const { url } = await answerOf(polar.POST('/v1/checkouts/', { body: { products: [product.id] } }));
      if (tab) tab.location.href = url;
      else window.location.assign(url);
    } catch (error) {
      tab?.close();
      throw error;
    }
  });
  return (
    <Button
      look="primary"
      isBusy={open.isPending}
      // Opened by the click itself: browsers let no tab open later.
      onClick={() => open.mutate(window.open('about:blank', '_blank'))}
    >
      Open the checkout of {product.name}
    </Button>
  );
}
