import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Polar } from 'polar-sdk-0.41';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-10';
import type { Organization } from '../../src/billing/organizations/index.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

let florin: TestFlorin;
let organization: Organization;
let key: string;
let count = 0;

before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());
beforeEach(async () => {
  organization = await florin.createOrganization(`Shop ${++count}`);
  key = (await florin.createKey(organization, 'test')).token;
});

const request = (method: string, path = '', body?: unknown, token = key) =>
  call(method, `${florin.url}/v1/organizations/${path}`, { token, body });
const update = (body: unknown, token = key) => request('PATCH', organization.id, body, token);

type View = Record<string, unknown>;
type Detail = { type: string; loc: unknown[]; msg: string; input: unknown };
const details = (body: unknown) => (body as { detail: Detail[] }).detail;

test('a key sees its own organization, and it alone', async () => {
  const { status, body } = await request('GET', organization.id);
  assert.equal(status, 200);
  const view = body as View;
  assert.equal(view.slug, organization.slug);
  assert.equal(view.default_presentment_currency, 'usd');
  assert.deepEqual(view.subscription_settings, {
    allow_multiple_subscriptions: false,
    allow_customer_updates: true,
    proration_behavior: 'prorate',
    benefit_revocation_grace_period: 0,
    prevent_trial_abuse: false,
  });
  assert.deepEqual(view.customer_portal_settings, {
    usage: { show: true },
    subscription: { update_seats: true, update_plan: true },
    customer: { allow_email_change: false },
  });
  assert.ok(Object.values(view.customer_email_settings as object).every((on) => on === true));
  // What clients of the early days read.
  assert.deepEqual(view.notification_settings, { new_order: true, new_subscription: true });
  for (const member of ['bio', 'company', 'blog', 'location', 'twitter_username', 'profile_settings']) {
    assert.equal(view[member], null, member);
  }
  for (const id of [florin.organization.id, '01990000-0000-4000-8000-000000000000']) {
    assert.equal((await request('GET', id)).status, 404);
    assert.equal((await request('PATCH', id, { name: 'Taken over' })).status, 404);
  }
  assert.equal((await request('GET', 'not-a-uuid')).status, 422);
});

test('the list has the one', async () => {
  const list = async (query: string) =>
    (await request('GET', query)).body as { items: View[]; pagination: View };
  const all = await list('');
  assert.deepEqual(
    all.items.map(({ id }) => id),
    [organization.id],
  );
  assert.deepEqual(all.pagination, { total_count: 1, max_page: 1 });
  assert.equal((await list(`?slug=${organization.slug}&sorting=-name`)).items.length, 1);
  assert.deepEqual(await list('?slug=another'), { items: [], pagination: { total_count: 0, max_page: 0 } });
  assert.deepEqual((await list('?page=2')).items, []);
  assert.equal((await request('GET', '?sorting=email')).status, 422);
});

test('no key makes an organization', async () => {
  const answer = await request('POST', '', { name: 'New', slug: 'new' });
  assert.equal(answer.status, 401);
  assert.deepEqual(answer.body, { error: 'Unauthorized', detail: 'Unauthorized' });
});

test('plain members change, in both modes; null clears what may be empty', async () => {
  const { status, body } = await update({
    name: 'Lamps & Co',
    slug: 'not-this',
    email: 'Hello@LAMPS.example',
    website: 'https://lamps.example',
    avatar_url: 'https://lamps.example/logo.png',
    socials: [{ platform: 'github', url: 'https://github.com/lamps' }],
    country: 'de',
    default_tax_behavior: 'inclusive',
    embed_hosts: ['lamps.example'],
    details: { about: 'Lamps.', switching: true, switching_from: 'stripe' },
  });
  assert.equal(status, 200, JSON.stringify(body));
  const view = body as View;
  assert.equal(view.name, 'Lamps & Co');
  assert.equal(view.slug, organization.slug);
  assert.equal(view.email, 'Hello@lamps.example');
  assert.equal(view.website, 'https://lamps.example/');
  assert.deepEqual(view.socials, [{ platform: 'github', url: 'https://github.com/lamps' }]);
  assert.equal(view.country, 'DE');
  assert.equal(view.default_tax_behavior, 'inclusive');
  assert.deepEqual(view.embed_hosts, ['lamps.example']);
  assert.notEqual(view.modified_at, null);
  const liveKey = (await florin.createKey(organization, 'live')).token;
  assert.deepEqual((await request('GET', organization.id, undefined, liveKey)).body, view);

  const cleared = await update({ name: null, email: null, website: null, avatar_url: null, socials: null });
  const after = cleared.body as View;
  assert.deepEqual(
    [after.name, after.email, after.website, after.avatar_url, after.socials],
    ['Lamps & Co', null, null, null, []],
  );
});

test('every change is told to both modes and put on record; none is where nothing changes', async () => {
  await update({ name: 'Renamed' });
  await update({ name: 'Renamed' });
  await update({});
  const events = await florin.pool<{ mode: string; data: View }[]>`
    select mode, data from events
    where organization_id = ${organization.id} and type = 'organization.updated' order by mode`;
  assert.deepEqual(
    events.map(({ mode, data }) => [mode, data.name]),
    [
      ['test', 'Renamed'],
      ['live', 'Renamed'],
    ],
  );
  const audits = await florin.pool<{ changes: View }[]>`
    select changes from audit_log
    where organization_id = ${organization.id} and action = 'organization.updated'`;
  assert.deepEqual(audits[0]?.changes, { name: { before: organization.name, after: 'Renamed' } });
  assert.equal(audits.length, 2);
});

test('settings: features are merged, the others replaced', async () => {
  const merged = await update({ feature_settings: { checkout_localization_enabled: true } });
  const features = (merged.body as View).feature_settings as View;
  assert.equal(features.checkout_localization_enabled, true);
  assert.equal(features.seat_based_pricing_enabled, true);

  const replaced = await update({
    customer_portal_settings: {
      usage: { show: false },
      subscription: { update_seats: true, update_plan: false },
    },
  });
  assert.deepEqual((replaced.body as View).customer_portal_settings, {
    usage: { show: false },
    subscription: { update_seats: true, update_plan: false },
  });
  const partial = await update({ subscription_settings: { prevent_trial_abuse: true } });
  assert.equal(partial.status, 422);
  assert.deepEqual(
    details(partial.body).map(({ type, loc }) => [type, loc.at(-1)]),
    [
      'allow_multiple_subscriptions',
      'proration_behavior',
      'benefit_revocation_grace_period',
      'allow_customer_updates',
    ].map((member) => ['missing', member]),
  );
  const { body } = await request('GET', organization.id);
  assert.equal(((body as View).feature_settings as View).checkout_localization_enabled, true);
});

test('features that are not given up, or not there', async () => {
  const seats = await update({ feature_settings: { seat_based_pricing_enabled: false } });
  assert.equal(seats.status, 422);
  assert.deepEqual(details(seats.body)[0]?.loc, ['body', 'feature_settings', 'seat_based_pricing_enabled']);
  const members = await update({ feature_settings: { member_model_enabled: false } });
  assert.deepEqual(details(members.body)[0]?.loc, ['body', 'feature_settings', 'member_model_enabled']);
  const disputes = await update({ dispute_settings: { auto_accept_below_amount: 500 } });
  assert.equal(disputes.status, 403);
  assert.equal((disputes.body as View).error, 'DisputeAutoAcceptNotEnabled');
  const signOn = await update({ sso_enforced: true });
  assert.equal(signOn.status, 409);
  assert.equal((signOn.body as View).error, 'SSOEnforcementRequiresConnection');
  assert.equal((await update({ sso_enforced: false, dispute_settings: null })).status, 200);
});

test('the currency changes only where everything on sale is priced in it', async () => {
  const sell = async (prices: unknown[]) => {
    const body = { name: 'Lamp', prices };
    const answer = await call('POST', `${florin.url}/v1/products/`, { token: key, body });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return (answer.body as { id: string }).id;
  };
  const usd = { amount_type: 'fixed', price_amount: 1000, price_currency: 'usd' };
  await sell([usd, { ...usd, price_currency: 'eur' }]);
  const dollarsOnly = await sell([usd]);
  const refused = await update({ default_presentment_currency: 'eur' });
  assert.equal(refused.status, 422);
  assert.deepEqual(details(refused.body), [
    {
      type: 'value_error',
      loc: ['body', 'default_presentment_currency'],
      msg: 'All active products must have prices in the new currency.',
      input: 'eur',
    },
  ]);
  const archived = await call('PATCH', `${florin.url}/v1/products/${dollarsOnly}`, {
    token: key,
    body: { is_archived: true },
  });
  assert.equal(archived.status, 200);
  const changed = await update({ default_presentment_currency: 'eur' });
  assert.equal((changed.body as View).default_presentment_currency, 'eur');
  assert.equal((await update({ default_presentment_currency: 'EUR' })).status, 422);
});

test('wrong values are named, all of them', async () => {
  const { status, body } = await update({
    name: 'ab',
    avatar_url: 'logo.png',
    email: 'nobody',
    socials: [{ platform: 'mastodon', url: 'https://x.example' }],
    country: 'XX',
    embed_hosts: 'lamps.example',
    default_tax_behavior: 'none',
    dispute_settings: { auto_accept_below_amount: 0 },
  });
  assert.equal(status, 422);
  assert.deepEqual(
    details(body).map(({ type, loc }) => [type, loc.slice(1).join('.')]),
    [
      ['string_too_short', 'name'],
      ['url_parsing', 'avatar_url'],
      ['value_error', 'email'],
      ['enum', 'socials.0.platform'],
      ['enum', 'country'],
      ['greater_than_equal', 'dispute_settings.auto_accept_below_amount'],
      ['list_type', 'embed_hosts'],
      ['enum', 'default_tax_behavior'],
    ],
  );
});

test('who may', async () => {
  const reader = (await florin.createKey(organization, 'test', { scopes: ['organizations:read'] })).token;
  assert.equal((await request('GET', organization.id, undefined, reader)).status, 200);
  assert.equal((await update({ name: 'Renamed' }, reader)).status, 403);
});

test('the vendor clients read and change it', async () => {
  const options = { accessToken: key, serverURL: florin.url };
  const old = new Polar(options);
  assert.equal((await old.organizations.get({ id: organization.id })).slug, organization.slug);
  assert.equal((await old.organizations.list({})).result.items.length, 1);
  const renamed = await old.organizations.update({
    id: organization.id,
    organizationUpdate: { name: 'Old way' },
  });
  assert.equal(renamed.name, 'Old way');
  const recent = new Polar49(options);
  assert.equal((await recent.organizations.get({ id: organization.id })).name, 'Old way');
  const updated = await recent.organizations.update({
    id: organization.id,
    organizationUpdate: { name: 'Recent way' },
  });
  assert.equal(updated.name, 'Recent way');
  const polar = createPolar({ accessToken: key, baseUrl: florin.url });
  assert.equal((await polar.organizations.list()).items[0]?.name, 'Recent way');
  assert.equal((await polar.organizations.update(organization.id, { name: 'New way' })).name, 'New way');
});
