/** Stripe's objects and what its API does with them, as far as Florin uses it. See `stripe-server.ts`. */

type Params = { [name: string]: string | Params };

export type StripeCard = {
  id: string;
  customer: string | null;
  does: CardBehavior;
};

/** Declines are named as Stripe names them. */
type CardBehavior = 'succeed' | 'challenge' | 'process' | { decline: string } | { declineLater: string };

export type StripeIntent = {
  id: string;
  object: 'payment_intent' | 'setup_intent';
  amount: number;
  currency: string | null;
  customer: string | null;
  card: StripeCard | null;
  status: string;
  error: Params | null;
  metadata: Params;
};

type StripeRefund = {
  id: string;
  object: 'refund';
  payment_intent: string;
  amount: number;
  status: string;
  failure_reason: string | null;
  metadata: Params;
};

type StripeDispute = {
  id: string;
  object: 'dispute';
  payment_intent: string;
  amount: number;
  currency: string;
  status: string;
  reason: string;
  evidence_details: { due_by: number | null };
};

export type StripeAccountState = {
  customers: Map<string, Params>;
  cards: Map<string, StripeCard>;
  intents: Map<string, StripeIntent>;
  refunds: Map<string, StripeRefund>;
  disputes: Map<string, StripeDispute>;
};

export function newAccount(): StripeAccountState {
  return {
    customers: new Map(),
    cards: new Map(),
    intents: new Map(),
    refunds: new Map(),
    disputes: new Map(),
  };
}

/** An answer of 4xx. */
export class StripeRefusal extends Error {
  readonly status: number;
  readonly error: object;
  constructor(status: number, error: object) {
    super('refused');
    this.status = status;
    this.error = error;
  }
}

const tokens: Record<string, CardBehavior> = {
  ctoken_visa: 'succeed',
  ctoken_challenge: 'challenge',
  ctoken_process: 'process',
  ctoken_declined: { decline: 'generic_decline' },
  ctoken_stolen: { decline: 'stolen_card' },
  ctoken_fails_later: { declineLater: 'insufficient_funds' },
};

let lastId = 0;
const newId = (prefix: string) => `${prefix}_${String(++lastId).padStart(8, '0')}`;

/** @throws StripeRefusal */
export function answerStripe(account: StripeAccountState, method: string, url: string, body: string): object {
  const { pathname, search } = new URL(url, 'http://localhost');
  const params = readForm(method === 'POST' ? body : search.slice(1));
  const [, version, resource = '', id = '', action = ''] = pathname.split('/');
  if (version !== 'v1') throw missing('url', pathname);
  const handler =
    handlers[`${method} ${resource}${id && (id === 'search' ? '/search' : '/:id')}${action && `/${action}`}`];
  if (!handler) throw new Error(`Florin made a call that the fixture does not know: ${method} ${pathname}`);
  return handler(account, id, params);
}

type Handler = (account: StripeAccountState, id: string, params: Params) => object;

const handlers: Record<string, Handler> = {
  'POST customers'(account, _id, params) {
    only(params, ['metadata']);
    const id = newId('cus');
    account.customers.set(id, params);
    return { id, object: 'customer' };
  },
  'POST payment_intents': createPaymentIntent,
  'GET payment_intents/:id': (account, id, params) => shown(find(account.intents, id), params),
  'GET payment_intents/search'(account, _id, params) {
    const [, key, value] = /^metadata\['(\w+)'\]:'([\w-]+)'$/.exec(String(params.query)) ?? [];
    const found = [...account.intents.values()].filter(({ metadata }) => key && metadata[key] === value);
    return {
      object: 'search_result',
      has_more: false,
      data: found.map((intent) => shown(intent, params, 'data.')),
    };
  },
  'POST payment_intents/:id/cancel'(account, id, params) {
    const intent = find(account.intents, id);
    if (intent.status === 'succeeded') throw unexpectedState('payment_intent');
    intent.status = 'canceled';
    return shown(intent, params);
  },
  'POST payment_intents/:id/capture'(account, id, params) {
    const intent = find(account.intents, id);
    if (intent.status !== 'requires_capture') throw unexpectedState('payment_intent');
    intent.status = 'succeeded';
    return shown(intent, params);
  },
  'POST setup_intents': createSetupIntent,
  'GET setup_intents/:id': (account, id, params) => shown(find(account.intents, id), params),
  'GET payment_methods/:id': (account, id) => shownCard(find(account.cards, id)),
  'POST payment_methods/:id/detach'(account, id) {
    const card = find(account.cards, id);
    if (card.customer === null) {
      throw refusal({ message: 'The payment method is not attached to a customer.' });
    }
    card.customer = null;
    return shownCard(card);
  },
  'POST refunds': createRefund,
  'GET refunds/:id': (account, id) => find(account.refunds, id),
  'GET refunds': (account, _id, params) => ({
    object: 'list',
    has_more: false,
    data: [...account.refunds.values()].filter((one) => one.payment_intent === params.payment_intent),
  }),
  'GET disputes/:id': (account, id) => find(account.disputes, id),
  'POST disputes/:id/close'(account, id) {
    const dispute = find(account.disputes, id);
    if (dispute.status !== 'needs_response') throw refusal({ message: 'This dispute is already closed.' });
    dispute.status = 'lost';
    return dispute;
  },
};

const intentParams = [
  'allowed_payment_method_types',
  'automatic_payment_methods',
  'confirm',
  'confirmation_token',
  'customer',
  'description',
  'expand',
  'metadata',
  'payment_method',
  'return_url',
  'use_stripe_sdk',
];

function createPaymentIntent(account: StripeAccountState, _id: string, params: Params): object {
  only(params, [...intentParams, 'amount', 'currency', 'off_session', 'setup_future_usage']);
  const amount = Number(params.amount);
  if (!Number.isSafeInteger(amount) || amount < 50) {
    throw refusal({ code: 'amount_too_small', param: 'amount', message: 'Amount too small.' });
  }
  const isOffSession = params.off_session === 'true';
  if (!isOffSession) refuseWithoutReturn(params);
  const card = cardOf(account, params);
  if (params.setup_future_usage && !params.customer) {
    throw refusal({ param: 'setup_future_usage', message: 'A customer is needed to keep a method.' });
  }
  const intent = newIntent(account, 'payment_intent', params, card);
  Object.assign(intent, { amount, currency: params.currency });
  attempt(intent, card, isOffSession, card.customer !== null);
  if (params.setup_future_usage) keep(account, card, params);
  if (intent.error) throw declined(intent);
  return shown(intent, params);
}

function createSetupIntent(account: StripeAccountState, _id: string, params: Params): object {
  only(params, [...intentParams, 'usage']);
  refuseWithoutReturn(params);
  const card = cardOf(account, params);
  const intent = newIntent(account, 'setup_intent', params, card);
  attempt(intent, card, false, false);
  keep(account, card, params);
  if (intent.error) throw declined(intent);
  return shown(intent, params);
}

function createRefund(account: StripeAccountState, _id: string, params: Params): object {
  only(params, ['amount', 'metadata', 'payment_intent']);
  const intent = find(account.intents, String(params.payment_intent), 'payment_intent');
  const earlier = [...account.refunds.values()].filter((one) => one.payment_intent === intent.id);
  const given = earlier.reduce((sum, { amount }) => sum + amount, 0);
  const amount = Number(params.amount);
  if (given + amount > intent.amount) {
    throw refusal({ code: given === intent.amount ? 'charge_already_refunded' : undefined, param: 'amount' });
  }
  const refund: StripeRefund = {
    id: newId('re'),
    object: 'refund',
    payment_intent: intent.id,
    amount,
    status: 'succeeded',
    failure_reason: null,
    metadata: membersOf(params.metadata),
  };
  account.refunds.set(refund.id, refund);
  return refund;
}

function newIntent(
  account: StripeAccountState,
  object: StripeIntent['object'],
  params: Params,
  card: StripeCard,
): StripeIntent {
  if (params.confirm !== 'true')
    throw new Error('The fixture knows only intents that are confirmed at once.');
  const intent: StripeIntent = {
    id: newId(object === 'payment_intent' ? 'pi' : 'seti'),
    object,
    amount: 0,
    currency: null,
    customer: typeof params.customer === 'string' ? params.customer : null,
    card,
    status: 'requires_confirmation',
    error: null,
    metadata: membersOf(params.metadata),
  };
  account.intents.set(intent.id, intent);
  return intent;
}

/** What the card's bank says. */
function attempt(intent: StripeIntent, card: StripeCard, isOffSession: boolean, isKept: boolean): void {
  const { does } = card;
  const isCharge = intent.object === 'payment_intent';
  if (does === 'challenge') {
    if (isOffSession) fail(intent, 'authentication_required', 'authentication_required');
    else intent.status = 'requires_action';
  } else if (does === 'process' && isCharge) intent.status = 'processing';
  else if (typeof does === 'object' && 'decline' in does) fail(intent, 'card_declined', does.decline);
  else if (typeof does === 'object' && 'declineLater' in does && isKept) {
    fail(intent, 'card_declined', does.declineLater);
  } else intent.status = 'succeeded';
}

function fail(intent: StripeIntent, code: string, decline_code?: string): void {
  intent.status = 'requires_payment_method';
  intent.error = {
    type: 'card_error',
    code,
    message: 'Your card was declined.',
    ...(decline_code ? { decline_code } : {}),
  };
}

/** The buyer takes the challenge. */
export function takeChallenge(intent: StripeIntent, passes: boolean): void {
  if (passes) intent.status = 'succeeded';
  else fail(intent, `${intent.object}_authentication_failure`);
}

function keep(account: StripeAccountState, card: StripeCard, params: Params): void {
  card.customer = String(params.customer);
  account.cards.set(card.id, card);
}

function cardOf(account: StripeAccountState, params: Params): StripeCard {
  const token = params.confirmation_token;
  if (typeof token === 'string') {
    const does = tokens[token];
    if (!does) throw missing('confirmation_token', token);
    return { id: newId('pm'), customer: null, does };
  }
  const card = find(account.cards, String(params.payment_method), 'payment_method');
  if (card.customer === null || card.customer !== params.customer) {
    const message = 'The payment method belongs to a customer, who must be named, or was detached.';
    throw refusal({ param: 'payment_method', message });
  }
  return card;
}

/** Stripe: without an address to come back to, methods that send the buyer away must be ruled out. */
function refuseWithoutReturn(params: Params): void {
  const { return_url, automatic_payment_methods } = params;
  const isNever =
    typeof automatic_payment_methods === 'object' && automatic_payment_methods.allow_redirects === 'never';
  if (!return_url && !isNever) throw refusal({ param: 'return_url', message: 'A return_url is needed.' });
}

function shownCard({ id, customer }: StripeCard): object {
  const card = { brand: 'visa', last4: '4242', exp_month: 8, exp_year: 2031, fingerprint: `print_${id}` };
  return { id, object: 'payment_method', type: 'card', customer, card };
}

function shown(intent: StripeIntent, params: Params, within = ''): object {
  const { card, error, ...members } = intent;
  const isExpanded = Object.values(membersOf(params.expand)).includes(`${within}payment_method`);
  const method = card && (isExpanded ? shownCard(card) : card.id);
  return {
    ...members,
    client_secret: `${intent.id}_secret_fixture`,
    // A method that was refused is only named beside the error.
    payment_method: error ? null : method,
    [intent.object === 'payment_intent' ? 'last_payment_error' : 'last_setup_error']: error && {
      ...error,
      payment_method: card && shownCard(card),
    },
  };
}

function declined(intent: StripeIntent): StripeRefusal {
  const card = intent.card && shownCard(intent.card);
  return new StripeRefusal(402, {
    ...intent.error,
    [intent.object]: shown(intent, {}),
    payment_method: card,
  });
}

function refusal(error: { code?: string | undefined; param?: string; message?: string }): StripeRefusal {
  return new StripeRefusal(400, { type: 'invalid_request_error', ...error });
}

function missing(param: string, what: string): StripeRefusal {
  const message = `No such ${param}: '${what}'`;
  return new StripeRefusal(404, { type: 'invalid_request_error', code: 'resource_missing', param, message });
}

function unexpectedState(object: string): StripeRefusal {
  return refusal({ code: `${object}_unexpected_state`, message: 'Not in this state.' });
}

function find<T>(rows: Map<string, T>, id: string, param = 'id'): T {
  const row = rows.get(id);
  if (!row) throw missing(param, id);
  return row;
}

function only(params: Params, known: readonly string[]): void {
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown) throw refusal({ code: 'parameter_unknown', param: unknown, message: 'Unknown parameter.' });
}

function membersOf(value: string | Params | undefined): Params {
  return typeof value === 'object' ? value : {};
}

/** `metadata[key]=value` and the like. */
function readForm(text: string): Params {
  const params: Params = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const [first = '', ...rest] = name.split(/\]?\[|\]$/).filter(Boolean);
    let place = params;
    let key = first;
    for (const next of rest) {
      place[key] = membersOf(place[key]);
      place = membersOf(place[key]);
      key = next;
    }
    place[key] = value;
  }
  return params;
}
