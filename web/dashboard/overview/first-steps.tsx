import { Check, ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { cn } from '../../ui/class-names.ts';
import { Skeleton } from '../../ui/states.tsx';
import { useWorkspace } from '../session.ts';
import { useAddressState } from '../shared/filters.tsx';
import { ScreenLink, textLink } from '../shared/links.tsx';
import { useOpenCheckout, useOpenPortal } from '../shared/use-open-tab.ts';
import type { Steps } from './use-first-steps.ts';

type Step = {
  title: string;
  text: string;
  isDone: boolean;
  /** Those after it do not wait for it. */
  isOptional?: boolean;
  action: ReactNode;
};

/** From nothing to a renewal: in test mode with a test card and the test clock. */
export function FirstSteps({ steps, dismiss }: { steps: Steps | undefined; dismiss(): void }) {
  const { mode } = useWorkspace();
  const list = useSteps(steps);
  const done = list.filter(({ isDone }) => isDone).length;
  const next = list.findIndex(({ isDone }) => !isDone);
  // The plan may be changed and the clock turned in either order.
  const isOpen = (step: Step, index: number) =>
    !step.isDone &&
    (index === next || list.slice(0, index).every((before) => before.isDone || before.isOptional));
  return (
    <Card
      title={
        next === -1 ? 'All done' : mode === 'test' ? 'See a subscription live and renew' : 'Begin to sell'
      }
      description={steps && `${done} of ${list.length} steps`}
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
                isOpen(step, index) && 'bg-sunken',
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
                {isOpen(step, index) && (
                  <span className="block text-[0.8125rem]/5 text-ink-soft">{step.text}</span>
                )}
              </span>
              {isOpen(step, index) && step.action}
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
      {steps && next === -1 && mode === 'test' && <Onwards />}
    </Card>
  );
}

function useSteps(steps: Steps | undefined): Step[] {
  const { mode } = useWorkspace();
  const [, change] = useAddressState();
  const { product, buyer, hasChanged = false, hasRenewed = false, hasProcessor = false } = steps ?? {};
  const isTest = mode === 'test';
  const create: Step = {
    title: 'Create a product',
    text: 'A name and a price by the month are enough.',
    isDone: product !== undefined,
    action: <ToNewProduct>Create a product</ToNewProduct>,
  };
  const buy: Step = {
    title: isTest ? 'Buy it with a test card' : 'Make the first sale',
    text: isTest
      ? 'Its checkout opens in a new tab and offers test cards. Come back when you have paid.'
      : 'Share the link of a checkout, or open one from your own site.',
    isDone: buyer !== undefined,
    action: isTest ? (
      product && <OpenCheckout product={product} />
    ) : (
      <Button look="primary" asChild>
        <ScreenLink to={['checkout-links', 'new']}>Create a checkout link</ScreenLink>
      </Button>
    ),
  };
  const changePlan: Step = {
    title: 'Change the plan, as your customer does',
    text: steps?.hasOtherPlan
      ? 'The customer portal opens in a new tab. There customers also find their invoices and cards.'
      : 'In the customer portal. There has to be another plan first: a dearer one, say.',
    isDone: hasChanged,
    isOptional: true,
    action: steps?.hasOtherPlan ? (
      buyer && <OpenPortal customer={buyer} />
    ) : (
      <ToNewProduct>Create another product</ToNewProduct>
    ),
  };
  const turn: Step = {
    title: 'Move the clock a month ahead',
    text: 'The subscription renews, its invoice is paid, and the charts below move.',
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
        <ScreenLink to={['settings', 'processor']}>Connect Stripe</ScreenLink>
      </Button>
    ),
  };
  return isTest ? [create, buy, changePlan, turn] : [create, connect, buy];
}

function ToNewProduct({ children }: { children: ReactNode }) {
  return (
    <Button look="primary" asChild>
      <ScreenLink to={['products', 'new']}>{children}</ScreenLink>
    </Button>
  );
}

function OpenCheckout({ product }: { product: { id: string; name: string } }) {
  const checkout = useOpenCheckout();
  return (
    <Button look="primary" isBusy={checkout.isPending} onClick={() => checkout.open(product.id)}>
      <ExternalLink /> Open the checkout of {product.name}
    </Button>
  );
}

function OpenPortal({ customer }: { customer: { id: string; name: string } }) {
  const portal = useOpenPortal();
  return (
    <Button look="primary" isBusy={portal.isPending} onClick={() => portal.open(customer.id)}>
      <ExternalLink /> Open the portal of {customer.name}
    </Button>
  );
}

/** What those do next who have seen it all in test mode. */
function Onwards() {
  const ways: readonly { to: readonly string[]; label: string }[] = [
    { to: ['orders'], label: 'See the orders and their invoices' },
    { to: ['mails'], label: 'Read what the customer was mailed' },
    { to: ['keys', 'new'], label: 'Create an API key' },
    { to: ['webhooks', 'new'], label: 'Have webhooks sent to your code' },
    { to: ['settings', 'team'], label: 'Invite your team' },
  ];
  return (
    <ul className="mt-3 flex flex-wrap gap-x-6 gap-y-2 border-line border-t px-3 pt-4">
      {ways.map(({ to, label }) => (
        <li key={label}>
          <ScreenLink to={to} className={textLink}>
            {label}
          </ScreenLink>
        </li>
      ))}
    </ul>
  );
}
