import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { useMay } from '../session.ts';
import { day } from '../shared/format.ts';
import type { Subscription } from '../shared/objects.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { ChangeDialog } from './change-dialog.tsx';
import { DiscountDialog } from './discount-dialog.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import { PeriodDialog } from './period-dialog.tsx';
import { TrialDialog } from './trial-dialog.tsx';
import { isRunning, useUpdate } from './use-subscription.ts';

type Open = 'plan' | 'seats' | 'units' | 'discount' | 'trial' | 'period' | 'pause' | 'cancel' | 'resume';

/** What can be done with a subscription as it stands. */
export function SubscriptionActions({ subscription }: { subscription: Subscription }) {
  const [open, setOpen] = useState<Open>();
  const mayWrite = useMay('subscriptions:write');
  const keep = useUpdate(subscription, { done: 'Subscription continues.' });
  const unpause = useUpdate(subscription, { done: 'Pause removed.' });
  const resume = useUpdate(subscription, { done: 'Subscription continues.' });
  if (!mayWrite || subscription.status === 'canceled') return null;
  const {
    status,
    seats,
    units,
    cancel_at_period_end: isEnding,
    pause_at_period_end: isPausing,
  } = subscription;
  const canChange = isRunning(subscription);
  const canPause = status === 'active' && !isEnding && !isPausing;
  const done = () => setOpen(undefined);
  const dialog = { subscription, onClose: done };
  return (
    <>
      {isEnding && (
        <Button isBusy={keep.isPending} onClick={() => keep.mutate({ cancel_at_period_end: false })}>
          Do not cancel
        </Button>
      )}
      {isPausing && (
        <Button isBusy={unpause.isPending} onClick={() => unpause.mutate({ pause_at_period_end: false })}>
          Do not pause
        </Button>
      )}
      {status === 'paused' && <Button onClick={() => setOpen('resume')}>Resume</Button>}
      {canChange && (
        <Button look="primary" onClick={() => setOpen('plan')}>
          Change plan
        </Button>
      )}
      <Menu
        trigger={
          <Button size="icon" aria-label="More actions">
            <Ellipsis />
          </Button>
        }
      >
        {canChange && (
          <>
            {seats !== null && <MenuItem onSelect={() => setOpen('seats')}>Change seats…</MenuItem>}
            {units !== null && <MenuItem onSelect={() => setOpen('units')}>Change units…</MenuItem>}
            <MenuItem onSelect={() => setOpen('discount')}>
              {subscription.discount ? 'Change discount…' : 'Apply a discount…'}
            </MenuItem>
            {(status === 'active' || status === 'trialing') && (
              <>
                <MenuItem onSelect={() => setOpen('trial')}>
                  {status === 'trialing' ? 'Change the trial…' : 'Add a trial…'}
                </MenuItem>
                <MenuItem onSelect={() => setOpen('period')}>Change the next charge date…</MenuItem>
              </>
            )}
            {canPause && <MenuItem onSelect={() => setOpen('pause')}>Pause…</MenuItem>}
            <MenuLine />
          </>
        )}
        <MenuItem isDestructive onSelect={() => setOpen('cancel')}>
          Cancel…
        </MenuItem>
      </Menu>
      {(open === 'plan' || open === 'seats' || open === 'units') && <ChangeDialog what={open} {...dialog} />}
      {open === 'discount' && <DiscountDialog {...dialog} />}
      {open === 'trial' && <TrialDialog {...dialog} />}
      {open === 'period' && <PeriodDialog {...dialog} />}
      {open === 'pause' && <PauseDialog {...dialog} />}
      {open === 'cancel' && <CancelDialog {...dialog} />}
      <ConfirmDialog
        isOpen={open === 'resume'}
        onClose={done}
        title="Resume this subscription?"
        description={`A new period begins now and is charged now${subscription.resumes_at ? `, rather than on ${day(subscription.resumes_at)}` : ''}.`}
        action="Resume and charge"
        isDestructive={false}
        onConfirm={() => resume.mutateAsync({ resume: true })}
      />
    </>
  );
}
