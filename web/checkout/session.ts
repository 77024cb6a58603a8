import { Problem } from '../api/problem.ts';
import {
  type Checkout,
  type CheckoutChange,
  changeCheckout,
  confirmCheckout,
  loadCheckout,
  loadPayment,
} from './checkout-api.ts';

/** Why nothing can be done with the checkout any more. */
export type Closed = 'expired' | 'unavailable';

/** What was refused of the checkout as a whole. */
export type Refusal =
  | 'already_subscribed'
  | 'trial_redeemed'
  | 'not_ready'
  | 'locked'
  | 'too_many'
  | 'failed';

export type SessionState = {
  checkout: Checkout;
  /** Something is on its way that may change what is to be paid. */
  isRepricing: boolean;
  isOffline: boolean;
  /** By the path of the member, what the server said of it: that something is wrong, not what to tell. */
  faults: Readonly<Record<string, string>>;
  refusal: Refusal | undefined;
  /** Why the last try to pay failed. */
  decline: string | undefined;
  closed: Closed | undefined;
};

/**
 * What came of a confirmation. `refused`: the state says why. `unanswered`: whether it came through is not known, and the same
 * try may be made again.
 */
export type Confirmed = 'confirmed' | 'declined' | 'refused' | 'unanswered';

/** The members that what is to be paid hangs on. */
const pricing: readonly (keyof CheckoutChange)[] = [
  'product_id',
  'amount',
  'seats',
  'units',
  'discount_code',
  'allow_trial',
  'is_business_customer',
  'customer_billing_address',
  'customer_tax_id',
];

const unknownDecline = 'generic_decline';
const lockedMilliseconds = 400;
const mostTries = 8;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * The checkout as the server has it, and the changes on their way to it: one request at a time, in order, those that come
 * meanwhile together in the next. What the server does not take is said in `faults`, and the rest goes on.
 *
 * @param before what the first change has to wait for
 */
export function createSession(first: Checkout, firstDecline: string | null, before?: Promise<void>) {
  let state: SessionState = {
    checkout: first,
    isRepricing: false,
    isOffline: false,
    faults: {},
    refusal: undefined,
    decline: firstDecline ?? undefined,
    closed: undefined,
  };
  const listeners = new Set<() => void>();
  let waiting: CheckoutChange = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending: Promise<boolean> | undefined;

  function set(change: Partial<SessionState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  const isWaiting = () => Object.keys(waiting).length > 0;
  const isPricing = (change: CheckoutChange) => pricing.some((member) => member in change);

  /** What the server has said of members that are being changed holds no longer. */
  function forget(change: CheckoutChange): void {
    const kept = Object.entries(state.faults).filter(([path]) => !(path.split('.')[0]! in change));
    set({
      faults: Object.fromEntries(kept),
      refusal: undefined,
      isRepricing: state.isRepricing || isPricing(change),
    });
  }

  async function send(): Promise<boolean> {
    await before;
    for (let tries = 0; isWaiting() && tries < mostTries; tries++) {
      const sent = waiting;
      waiting = {};
      try {
        set({ checkout: await changeCheckout(sent), isOffline: false });
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        const rest = await afterRefusal(problem, sent);
        if (rest === undefined) return false;
        waiting = { ...rest, ...waiting };
      }
    }
    return !isWaiting();
  }

  /** What is left to send of a change that was refused; undefined where sending has to stop. */
  async function afterRefusal(problem: Problem, sent: CheckoutChange): Promise<CheckoutChange | undefined> {
    if (problem.isOffline || problem.status >= 500) {
      waiting = { ...sent, ...waiting };
      set({ isOffline: true });
      return undefined;
    }
    if (problem.code === 'CheckoutLocked') {
      await pause(lockedMilliseconds);
      return sent;
    }
    if (problem.status === 422) return afterFaults(problem, sent);
    if (problem.code === 'AlreadyActiveSubscriptionError' && sent.customer_email != null) {
      set({ faults: { ...state.faults, customer_email: 'already_subscribed' } });
      const { customer_email: _email, ...rest } = sent;
      return rest;
    }
    await refuse(problem);
    return undefined;
  }

  function afterFaults(problem: Problem, sent: CheckoutChange): CheckoutChange {
    const roots = new Set(Object.keys(problem.fields).map((path) => path.split('.')[0]!));
    const rest = Object.fromEntries(
      Object.entries(sent).filter(([member]) => !roots.has(member)),
    ) as CheckoutChange;
    // The tax id of before is none of the new country: the address counts, and the tax id is said to be wrong.
    if (roots.has('customer_tax_id') && !('customer_tax_id' in sent)) rest.customer_tax_id = null;
    const answers = answersWithout(sent, problem);
    if (answers) rest.custom_field_data = answers;
    set({ faults: { ...state.faults, ...problem.fields } });
    return rest;
  }

  /** What is to be said of a refusal that is of no member. */
  async function refuse(problem: Problem): Promise<void> {
    const refusal = refusals[problem.code];
    if (refusal) set({ refusal });
    else if (problem.status === 429) set({ refusal: 'too_many' });
    else if (problem.status === 410) set({ closed: 'expired' });
    else if (problem.status === 404) set({ closed: 'unavailable' });
    else if (problem.code === 'NotOpenCheckout') await reload();
    else set({ refusal: 'failed' });
  }

  async function reload(): Promise<void> {
    try {
      const checkout = await loadCheckout();
      const hasFailed = state.checkout.status === 'confirmed' && checkout.status === 'open';
      const decline = hasFailed ? await whyDeclined() : state.decline;
      set({ checkout, decline, isOffline: false });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.status === 410) set({ closed: 'expired' });
      else if (problem.status === 404) set({ closed: 'unavailable' });
      else set({ isOffline: true });
    }
  }

  async function whyDeclined(): Promise<string> {
    try {
      return (await loadPayment()).decline_reason ?? unknownDecline;
    } catch {
      return unknownDecline;
    }
  }

  /** What a confirmation that failed means. */
  async function afterFailure(problem: Problem): Promise<Confirmed> {
    if (problem.isOffline || problem.status >= 500 || /idempotency/i.test(problem.code)) {
      set({ isOffline: true });
      return 'unanswered';
    }
    if (problem.code === 'PaymentError') {
      set({ decline: await whyDeclined() });
      return 'declined';
    }
    if (problem.code === 'DiscountRedemptionLimitReached') {
      set({ faults: { ...state.faults, discount_code: problem.message } });
      return 'refused';
    }
    if (problem.status === 422) set({ faults: { ...state.faults, ...problem.fields } });
    else await refuse(problem);
    return 'refused';
  }

  async function settle(): Promise<boolean> {
    clearTimeout(timer);
    sending ??= send().finally(() => {
      sending = undefined;
      set({ isRepricing: isPricing(waiting) && !state.isOffline });
    });
    const isSettled = await sending;
    return isSettled && isWaiting() && !state.isOffline ? settle() : isSettled;
  }

  return {
    get: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Sends a change, after a while in which others may join it. */
    change(change: CheckoutChange, wait = 0): void {
      waiting = { ...waiting, ...change };
      forget(change);
      clearTimeout(timer);
      timer = setTimeout(settle, wait);
    },
    /** Has everything sent that waits. Answers whether the server has it all, or has said what is wrong with it. */
    settle,
    /** Sees how the checkout stands, after what is on its way. */
    async reload(): Promise<void> {
      await sending;
      await reload();
    },
    /** Sends what waits as the page goes away. */
    leave(): void {
      if (!isWaiting() || sending) return;
      clearTimeout(timer);
      changeCheckout(waiting, true).catch(() => {});
    },
    dismiss: () => set({ refusal: undefined, isOffline: false }),
    forgetFaults: () => set({ faults: {} }),
    /**
     * Pays, or buys for nothing.
     *
     * @param onConfirmed called before anybody is shown what became of it, with what opens the portal
     */
    async confirm(
      token: string | undefined,
      key: string,
      onConfirmed: (sessionToken: string | null) => void,
    ): Promise<Confirmed> {
      set({ refusal: undefined, decline: undefined, isOffline: false });
      for (let tries = 0; ; tries++) {
        try {
          const body = token === undefined ? {} : { confirmation_token_id: token };
          // A refusal is the answer to its key for good.
          const { customer_session_token: sessionToken, ...confirmed } = await confirmCheckout(
            body,
            tries === 0 ? key : `${key}-${tries}`,
          );
          onConfirmed(sessionToken);
          // By the contract it is only confirmed; mostly it has succeeded by now.
          const checkout = await loadCheckout().catch(() => confirmed);
          set({ checkout, decline: checkout.status === 'open' ? await whyDeclined() : undefined });
          return 'confirmed';
        } catch (problem) {
          if (!(problem instanceof Problem)) throw problem;
          if (problem.code !== 'CheckoutLocked' || tries === mostTries) return afterFailure(problem);
          // Another window is paying for it: what comes of that is seen here too.
          await pause(lockedMilliseconds);
          await reload();
          if (state.closed || state.checkout.status !== 'open') return 'confirmed';
        }
      }
    },
  };
}

export type Session = ReturnType<typeof createSession>;

const refusals: Record<string, Refusal> = {
  AlreadyActiveSubscriptionError: 'already_subscribed',
  TrialAlreadyRedeemed: 'trial_redeemed',
  PaymentNotReady: 'not_ready',
  CheckoutLocked: 'locked',
};

/** The answers to the merchant's questions that nothing was found wrong with; undefined where all are sent, or none was. */
function answersWithout(sent: CheckoutChange, { fields }: Problem): Record<string, unknown> | undefined {
  const bad = Object.keys(fields).flatMap((path) =>
    path.startsWith(`${answersMember}.`) ? [path.slice(answersMember.length + 1)] : [],
  );
  if (!sent.custom_field_data || bad.length === 0) return undefined;
  const good = Object.entries(sent.custom_field_data).filter(([slug]) => !bad.includes(slug));
  return Object.fromEntries(good);
}

const answersMember = 'custom_field_data';
