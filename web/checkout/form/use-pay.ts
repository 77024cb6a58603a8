import { type RefObject, useRef, useState } from 'react';
import type { CardSource, CardTaken } from '../card-source.ts';
import { tellPageAround } from '../embedding.ts';
import { useWords } from '../language.ts';
import { rememberToken } from '../portal-token.ts';
import { useKnown, useSession } from '../session-context.tsx';
import { dueToday } from '../terms.ts';
import type { FormState } from './form-state.ts';

/** One try to pay: made again as it was where its answer was lost. */
type Try = { token: string | undefined; key: string };

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('');
}

/** The way from the button to having paid, with all that may come between. */
export function usePay(form: FormState, card: RefObject<CardSource | null>) {
  const words = useWords();
  const { session } = useKnown();
  const { checkout, settle, confirm } = useSession();
  const [isPaying, setPaying] = useState(false);
  const [notice, setNotice] = useState<string>();
  const running = useRef(false);
  const unanswered = useRef<Try>(undefined);

  /** Shows the first field that something is wrong with, once it says so. What is of no field is said at the button. */
  function showFault(): void {
    setTimeout(() => {
      const field = document.querySelector<HTMLElement>('[aria-invalid=true]');
      field?.focus();
      if (field || session.get().refusal) return;
      session.forgetFaults();
      setNotice(words.say('failedText'));
    }, 50);
  }

  async function pay(): Promise<void> {
    if (running.current) return;
    running.current = true;
    setPaying(true);
    setNotice(undefined);
    try {
      await run();
    } finally {
      running.current = false;
      setPaying(false);
    }
  }

  async function run(): Promise<void> {
    if (unanswered.current) return send(unanswered.current);
    const agreed = dueToday(checkout);
    form.check();
    const isSettled = await settle();
    const { isOffline, faults, checkout: settled } = session.get();
    if (isOffline) return setNotice(words.say('offlineConfirm'));
    const stale = Object.keys(faults).filter((path) => path !== 'customer_tax_id' || form.draft.taxId !== '');
    // What is asked for hangs on the country, which may have been on its way.
    if (!form.isWhole(settled) || stale.length > 0 || !isSettled) {
      card.current?.check();
      return showFault();
    }
    const due = dueToday(settled);
    if (due !== agreed) {
      return setNotice(words.say('totalChanged', { amount: words.money(due, settled.currency) }));
    }
    const taken: CardTaken | undefined = settled.is_payment_form_required
      ? await card.current?.take()
      : undefined;
    if (taken === 'wrong') return showFault();
    if (taken === 'offline') return setNotice(words.say('offlineConfirm'));
    await send({ token: taken?.token, key: newKey() });
  }

  async function send(attempt: Try): Promise<void> {
    unanswered.current = undefined;
    const confirmed = await confirm(attempt.token, attempt.key, (sessionToken) => {
      rememberToken(sessionToken);
      tellPageAround({ event: 'confirmed' });
    });
    if (confirmed === 'refused') showFault();
    if (confirmed !== 'unanswered') return;
    unanswered.current = attempt;
    setNotice(words.say('offlineConfirm'));
  }

  return { pay, isPaying, notice };
}
