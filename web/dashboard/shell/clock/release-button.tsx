import { useState } from 'react';
import { florin } from '../../../api/client.ts';
import { answerOf } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/dialog.tsx';
import { useWorkspace } from '../../session.ts';
import { useAct } from '../../shared/queries.ts';

/** Lets test mode go by the real time again. */
export function ReleaseButton() {
  const { organization } = useWorkspace();
  const [isAsking, setAsking] = useState(false);
  const release = useAct(
    () =>
      answerOf(
        florin.DELETE('/florin/v1/organizations/{id}/test-clock', {
          params: { path: { id: organization.id } },
        }),
      ),
    { done: 'Test mode goes by the real time again.' },
  );
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        Let it run
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Let the clock run with the real time?"
        description="What the clock was turned past stays done. If it stood in the future, nothing of what was made there happens again until the real time has come there."
        action="Let it run"
        isDestructive={false}
        onConfirm={() => release.mutateAsync(undefined)}
      />
    </>
  );
}
