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
    { done: 'Test mode is back on real time.' },
  );
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        Return to real time
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Return to real time?"
        description="What has already happened stays. Things created in the future wait until real time reaches them."
        action="Return to real time"
        isDestructive={false}
        onConfirm={() => release.mutateAsync(undefined)}
      />
    </>
  );
}
