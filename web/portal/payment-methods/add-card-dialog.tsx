import { useState } from 'react';
import { polar } from '../../api/client.ts';
import { answerOf, Problem } from '../../api/problem.ts';
import { Checkbox } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { useProblemText } from '../problem-text.ts';
import { useCommand } from '../use-command.ts';
import { useWords } from '../words.ts';
import { Authentication } from './authentication.tsx';
import { TakeCard } from './take-card.tsx';

const path = '/v1/customer-portal/customers/me/payment-methods';

/** Takes a card for later; on the way the bank may want to know who it is. */
export function AddCardDialog({
  isOpen,
  onClose,
  isFirst,
}: {
  isOpen: boolean;
  onClose(): void;
  /** The first card is what everything is paid with. */
  isFirst: boolean;
}) {
  const { say } = useWords();
  const textOf = useProblemText();
  const [makesDefault, setMakesDefault] = useState(true);
  const [challenge, setChallenge] = useState<string>();
  const [refused, setRefused] = useState<unknown>();
  const close = () => {
    setChallenge(undefined);
    setRefused(undefined);
    onClose();
  };
  const add = useCommand(
    async (token: string) =>
      answerOf(
        polar.POST(path, {
          body: {
            confirmation_token_id: token,
            set_default: isFirst || makesDefault,
            return_url: location.href,
          },
        }),
      ),
    {
      onDone: (answer) => {
        if (answer.status === 'requires_action') setChallenge(answer.client_secret);
        else {
          toast(say('cardAdded'));
          close();
        }
      },
    },
  );
  const confirm = useCommand(
    (clientSecret: string) =>
      answerOf(
        polar.POST(`${path}/confirm`, {
          body: { setup_intent_id: clientSecret, set_default: isFirst || makesDefault },
        }),
      ),
    { done: say('cardAdded'), onDone: close },
  );
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={challenge === undefined ? say('addCard') : say('challengeTitle')}
      closeLabel={say('close')}
      width="narrow"
    >
      {challenge === undefined ? (
        <div className="flex flex-col gap-4">
          {refused !== undefined && <Notice tone="bad">{textOf(refused)}</Notice>}
          <TakeCard
            action={say('addCardAction')}
            onToken={async (token) => {
              setRefused(undefined);
              await add.mutateAsync(token);
            }}
          >
            {!isFirst && (
              <Checkbox
                label={say('makeDefaultLabel')}
                hint={say('makeDefaultHint')}
                isChecked={makesDefault}
                onChange={setMakesDefault}
              />
            )}
          </TakeCard>
        </div>
      ) : (
        <Authentication
          clientSecret={challenge}
          onAnswered={() =>
            confirm.mutate(challenge, {
              onError: (error) => {
                setChallenge(undefined);
                setRefused(error instanceof Problem ? error : new Error());
              },
            })
          }
        />
      )}
    </Dialog>
  );
}
