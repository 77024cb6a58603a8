import { setTimeout as wait } from 'node:timers/promises';
import { connect, type Pool } from '../../src/platform/postgres/database.ts';
import { brokenInvariants } from '../simulation/invariants.ts';
import { Random } from '../support/random.ts';
import { type Hearing, hearAll } from './hearing.ts';
import { type Answer, operatorToken, type Sent } from './mortal-florin.ts';
import { seed } from './plan.ts';

/** Asks until it is answered, whatever becomes of the server meanwhile. */
export type Ask = (sent: Sent) => Promise<Answer>;

/** Who writes to a server, in how many lanes each. */
export type Lanes = { customers: number; buyers: number; clock: number };

/** What a confirmation made of a checkout; null where the answer leaves that open: a process died on the way. */
type Outcome = 'succeeded' | 'refused' | null;

const start = Date.parse('2027-01-30T22:00:00.000Z');
const dayMilliseconds = 86_400_000;
const cards = ['tok_visa', 'tok_visa', 'tok_visa', 'tok_chargeDeclined'];

/**
 * Mixed load on one server: customers that are made and renamed, checkouts, and a clock that moves on from renewal to renewal,
 * with an endpoint of each vendor that is told of it all. It keeps a journal of what was acknowledged, and compares.
 */
export class Load {
  /** Answers so far. */
  answers = 0;
  /** How long each took, in milliseconds. */
  latencies: number[] = [];
  readonly #ask: Ask;
  readonly #names = new Map<string, string>();
  readonly #checkouts = new Map<string, Outcome>();
  readonly #random = new Random(seed);
  readonly #hearing: Hearing;
  readonly #products: string[];
  readonly #organizationId: string;
  readonly #token: string;
  readonly #run: string;
  #now = start;
  #requests = 0;
  #isOver = false;
  #lanes: Promise<void>[] = [];

  constructor(ask: Ask, world: World) {
    this.#ask = ask;
    this.#products = world.products;
    this.#organizationId = world.organizationId;
    this.#token = world.token;
    this.#hearing = world.hearing;
    this.#run = crypto.randomUUID().slice(0, 8);
  }

  begin({ customers, buyers, clock }: Lanes): void {
    this.#isOver = false;
    this.#lanes = [
      ...Array.from({ length: customers }, () => this.#renameCustomers()),
      ...Array.from({ length: buyers }, () => this.#buy()),
      ...Array.from({ length: clock }, () => this.#advance()),
    ];
    // A failure is told where the load is ended.
    for (const lane of this.#lanes) lane.catch(() => {});
  }

  /** Waits for so many more answers. */
  async more(count: number): Promise<void> {
    const until = this.answers + count;
    const failed = Promise.race(this.#lanes);
    while (this.answers < until) await Promise.race([wait(5), failed]);
  }

  /** Ends it once what is under way is answered. */
  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#lanes);
  }

  /**
   * What is not as it was acknowledged, or not as it must be whatever happened.
   *
   * @param exceptions the names of invariants that cannot hold
   */
  async problems(database: Pool, exceptions: readonly string[] = []): Promise<string[]> {
    // What failed is put off by five minutes, and so on for as long as it fails.
    for (const minutes of [10, 20]) {
      const to = this.#at(this.#now + minutes * 60_000);
      await this.#request('POST', this.#clockPath('/advance'), { to }, { keyed: false });
    }
    const broken = await brokenInvariants(database);
    const problems = broken.filter((message) => !exceptions.some((name) => message.startsWith(`${name}:`)));
    const customers = await database<{ id: string; name: string }[]>`select id, name from customers`;
    const stored = new Map(customers.map(({ id, name }) => [id, name]));
    for (const [id, name] of this.#names) {
      if (stored.get(id) !== name)
        problems.push(`customer ${id} is ${stored.get(id)}, ${name} was acknowledged`);
    }
    const checkouts = await database<{ id: string; status: string; charges: number }[]>`
      select checkout.id, checkout.status, (
        select count(*) from payments payment join sandbox_charges charge
          on charge.idempotency_key = payment.id::text and charge.status = 'succeeded'
        where payment.checkout_id = checkout.id) as charges
      from checkouts checkout`;
    const found = new Map(checkouts.map((checkout) => [checkout.id, checkout]));
    for (const [id, outcome] of this.#checkouts) {
      const { status, charges } = found.get(id) ?? { status: 'missing', charges: 0 };
      const isPaid = status === 'succeeded';
      const isRight = charges === (isPaid ? 1 : 0) && (!outcome || isPaid === (outcome === 'succeeded'));
      if (!isRight) problems.push(`checkout ${id} was ${outcome}, is ${status} and charged ${charges} times`);
    }
    return problems.concat(await this.#hearing.problems(database));
  }

  async #renameCustomers(): Promise<void> {
    for (let count = 0; !this.#isOver; count++) {
      const email = `${this.#run}-${++this.#requests}@example.com`;
      const { body } = await this.#request('POST', '/v1/customers/', { email, name: 'new' });
      const id = String(body.id);
      this.#names.set(id, 'new');
      for (let time = 0; time < 3 && !this.#isOver; time++) {
        const name = `name ${count} ${time}`;
        // Every other without a key: it is repeated all the same, and does the same.
        await this.#request('PATCH', `/v1/customers/${id}`, { name }, { keyed: time % 2 === 0 });
        this.#names.set(id, name);
      }
    }
  }

  async #buy(): Promise<void> {
    while (!this.#isOver) {
      const product = this.#random.pick(this.#products);
      const opened = await this.#request('POST', '/v1/checkouts/', {
        products: [product],
        customer_email: `${this.#run}-buyer-${++this.#requests}@example.com`,
        customer_billing_address: { country: 'NL' },
      });
      const path = `/v1/checkouts/client/${opened.body.client_secret}/confirm`;
      const confirmation = { confirmation_token_id: this.#random.pick(cards) };
      const confirmed = await this.#request('POST', path, confirmation, { token: '', mayRefuse: true });
      this.#checkouts.set(String(opened.body.id), outcomeOf(confirmed, confirmation.confirmation_token_id));
    }
  }

  async #advance(): Promise<void> {
    while (!this.#isOver) {
      this.#now += 1 + this.#random.below(10 * dayMilliseconds);
      await this.#request('POST', this.#clockPath('/advance'), { to: this.#at(this.#now) }, { keyed: false });
      await wait(20);
    }
  }

  #clockPath(rest: string): string {
    return `/florin/v1/organizations/${this.#organizationId}/test-clock${rest}`;
  }

  #at(milliseconds: number): string {
    return new Date(milliseconds).toISOString();
  }

  async #request(
    method: string,
    path: string,
    body: unknown,
    { keyed = true, token = this.#token, mayRefuse = false } = {},
  ): Promise<Answer> {
    const key = keyed ? `${this.#run} ${++this.#requests}` : undefined;
    const beganAt = performance.now();
    const answer = await this.#ask({
      method,
      path,
      body,
      ...(token === '' ? {} : { token }),
      ...(key === undefined ? {} : { key }),
    });
    if (answer.status >= 500 || (answer.status >= 300 && !mayRefuse)) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    this.latencies.push(performance.now() - beganAt);
    this.answers++;
    return answer;
  }
}

function outcomeOf({ status }: Answer, card: string): Outcome {
  if (status === 200) return 'succeeded';
  return card === 'tok_visa' ? null : 'refused';
}

export type World = { organizationId: string; token: string; products: string[]; hearing: Hearing };

/** A merchant on a server, with products, a test clock, and an endpoint of each vendor. */
export async function makeWorld(ask: Ask, database: Pool): Promise<World> {
  const name = `Faults ${crypto.randomUUID().slice(0, 8)}`;
  const made = async (method: string, path: string, body: unknown, token = operatorToken) => {
    const answer = await ask({ method, path, body, token });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const slug = name.toLowerCase().replaceAll(' ', '-');
  const organization = await made('POST', '/florin/v1/organizations', { name, slug });
  const organizationId = String(organization.id);
  const own = `/florin/v1/organizations/${organizationId}`;
  const key = await made('POST', `${own}/keys`, { name, mode: 'test' });
  const token = String(key.token);
  await made('POST', `${own}/test-clock`, { now: new Date(start).toISOString() }, token);
  const products: string[] = [];
  for (const product of [
    { name: 'Book', prices: [{ amount_type: 'fixed', price_amount: 1500 }] },
    { name: 'Pro', recurring_interval: 'month', prices: [{ amount_type: 'fixed', price_amount: 2999 }] },
    { name: 'Weekly', recurring_interval: 'week', prices: [{ amount_type: 'fixed', price_amount: 700 }] },
  ]) {
    products.push(String((await made('POST', '/v1/products/', product, token)).id));
  }
  return { organizationId, token, products, hearing: await hearAll(database, organizationId) };
}

/** Keys of requests that were given up, as they are minutes later. */
export async function letKeysGo(database: Pool): Promise<void> {
  await database`update idempotency_keys set created_at = created_at - interval '1 hour' where status = 102`;
}

/** All that a process that died has left behind, as it is minutes later. */
export async function letMinutesPass(database: Pool): Promise<void> {
  await letKeysGo(database);
  await database`update webhook_endpoints set leased_until = now() where leased_until is not null`;
}

/** A pool of the test's own, by which it looks and never writes to what is tested. */
export function observe(databaseUrl: string): Pool {
  return connect(databaseUrl, { connections: 2, applicationName: 'observer' });
}
