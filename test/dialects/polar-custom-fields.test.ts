import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Polar as Polar49 } from 'polar-sdk-0.49';
import { createPolar } from 'polar-sdk-1.0/2026-04';
import { Check } from 'typebox/value';
import { selectAttachedFields } from '../../src/billing/custom-fields/index.ts';
import { CustomFieldSchema } from '../../src/dialects/polar/custom-field-view.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Called, call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';
import { makeCustomer, makeProduct } from '../support/orders.ts';

let florin: TestFlorin;
before(async () => {
  florin = await startTestFlorin();
});
after(() => florin.stop());

type Shown = Record<string, unknown> & { id: string; slug: string };
type Detail = { type: string; loc: (string | number)[]; msg: string };

function request(method: string, path: string, body?: unknown, token = florin.testKey): Promise<Called> {
  return call(method, `${florin.url}/v1/custom-fields/${path}`, { token, body });
}

async function create(body: object, token = florin.testKey): Promise<Shown> {
  const { status, body: field } = await request('POST', '', body, token);
  assert.equal(status, 201, JSON.stringify(field));
  assert.ok(Check(CustomFieldSchema, field), JSON.stringify(field));
  return field as Shown;
}

/** The entries of a 422, as `type · where · message`. */
function entries({ status, body }: Called): string[] {
  assert.equal(status, 422, JSON.stringify(body));
  return (body as { detail: Detail[] }).detail.map(
    ({ type, loc, msg }) => `${type} · ${loc.join('.')} · ${msg}`,
  );
}

const text = (slug: string, properties: object = {}) => ({ type: 'text', slug, name: slug, properties });

test('@polar-sh/sdk 1.0 creates, lists, gets, updates and deletes custom fields', async () => {
  const polar = createPolar({ accessToken: florin.testKey, baseUrl: florin.url });
  const created = await polar.customFields.create({
    type: 'select',
    slug: 'Shirt-Size',
    name: 'Size',
    metadata: { shelf: 1 },
    properties: {
      form_label: 'Your size',
      form_help_text: '',
      options: [
        { value: 's', label: 'Small' },
        { value: 'l', label: 'Large' },
      ],
    },
  });
  assert.equal(created.slug, 'shirt-size');
  assert.deepEqual(created.properties, {
    form_label: 'Your size',
    options: [
      { value: 's', label: 'Small' },
      { value: 'l', label: 'Large' },
    ],
  });
  assert.deepEqual((await polar.customFields.list({ query: 'SHIRT' })).items, [created]);
  const options = [{ value: 'm', label: 'Medium' }];
  const updated = await polar.customFields.update(created.id, { type: 'select', properties: { options } });
  assert.deepEqual([updated.properties, updated.name, updated.metadata], [{ options }, 'Size', { shelf: 1 }]);
  assert.deepEqual(await polar.customFields.get(created.id), updated);
  await polar.customFields.delete(created.id);
  await assert.rejects(polar.customFields.get(created.id), { name: 'ResourceNotFound' });
  assert.equal((await request('DELETE', created.id)).status, 404);
  const rows = await florin.pool<{ type: string }[]>`
    select type from events where object_id = ${created.id} order by sequence`;
  assert.deepEqual(
    rows.map(({ type }) => type),
    ['custom_field.created', 'custom_field.updated', 'custom_field.deleted'],
  );
});

test('@polar-sh/sdk 0.49 reads every type of field', async () => {
  const polar = new Polar49({ accessToken: florin.testKey, serverURL: florin.url });
  const made = [
    await polar.customFields.create({
      type: 'text',
      slug: 'sdk-1',
      name: 'Text',
      properties: { textarea: true, minLength: 1, maxLength: 2_147_483_647, formPlaceholder: 'Here' },
    }),
    await polar.customFields.create({
      type: 'number',
      slug: 'sdk-2',
      name: 'Number',
      properties: { ge: -2_147_483_648, le: 0 },
    }),
    await polar.customFields.create({ type: 'date', slug: 'sdk-3', name: 'Date', properties: { ge: 1 } }),
    await polar.customFields.create({ type: 'checkbox', slug: 'sdk-4', name: 'Box', properties: {} }),
    await polar.customFields.create({
      type: 'select',
      slug: 'sdk-5',
      name: 'Select',
      properties: { options: [{ value: 'a', label: 'A' }] },
    }),
  ];
  const { result } = await polar.customFields.list({ query: 'sdk-' });
  assert.deepEqual(result.items, made);
  const [first] = made;
  assert.ok(first);
  assert.deepEqual(first.properties, {
    textarea: true,
    minLength: 1,
    maxLength: 2_147_483_647,
    formPlaceholder: 'Here',
  });
  const updated = await polar.customFields.update({
    id: first.id,
    customFieldUpdate: { type: 'text', name: 'Renamed' },
  });
  assert.deepEqual(await polar.customFields.get({ id: first.id }), updated);
  assert.equal(updated.name, 'Renamed');
  await polar.customFields.delete({ id: first.id });
});

test('bad bodies are told of by type and member', async () => {
  const cases: [object, string[]][] = [
    [{}, ["union_tag_not_found · body · Unable to extract tag using discriminator 'type'"]],
    [
      { type: 'colour' },
      [
        "union_tag_invalid · body · Input tag 'colour' found using 'type' does not match any of the expected tags: 'text', 'number', 'date', 'checkbox', 'select'",
      ],
    ],
    [
      { type: 'text' },
      [
        'missing · body.text.slug · Field required',
        'missing · body.text.name · Field required',
        'missing · body.text.properties · Field required',
      ],
    ],
    [
      { type: 'text', slug: 'no spaces', name: '', properties: { min_length: -1, textarea: [] } },
      [
        "string_pattern_mismatch · body.text.slug · String should match pattern '^[a-z0-9-_]+$'",
        'string_too_short · body.text.name · String should have at least 1 character',
        'bool_type · body.text.properties.textarea · Input should be a valid boolean',
        'greater_than_equal · body.text.properties.min_length · Input should be greater than or equal to 0',
      ],
    ],
    [
      { type: 'number', slug: '', name: 'N', properties: { ge: 2 ** 31, le: -(2 ** 31) - 1 } },
      [
        'string_too_short · body.number.slug · String should have at least 1 character',
        'less_than_equal · body.number.properties.ge · Input should be less than or equal to 2147483647',
        'greater_than_equal · body.number.properties.le · Input should be greater than or equal to -2147483648',
      ],
    ],
    [
      { type: 'select', slug: 's', name: 'S', properties: { options: [] } },
      [
        'too_short · body.select.properties.options · List should have at least 1 item after validation, not 0',
      ],
    ],
    [
      { type: 'select', slug: 's', name: 'S', properties: { options: [{ value: '', label: 'A' }] } },
      ['string_too_short · body.select.properties.options.0.value · String should have at least 1 character'],
    ],
    [text('a'.repeat(257)), ['string_too_long · body.text.slug · String should have at most 256 characters']],
    [
      { ...text('own'), organization_id: florin.organization.id },
      [
        'organization_token · body.organization_id · Setting organization_id is disallowed when using an organization token.',
      ],
    ],
  ];
  for (const [body, expected] of cases) assert.deepEqual(entries(await request('POST', '', body)), expected);
});

test('a slug is unique in an organization and mode until its field is deleted; a type stays', async () => {
  const taken = ['value_error · body.slug · Custom field with this slug already exists.'];
  const first = await create(text('unique'));
  assert.deepEqual(entries(await request('POST', '', text('UNIQUE'))), taken);
  const second = await create(text('unique-2'));
  const renamed = { type: 'text', slug: 'unique' };
  assert.deepEqual(entries(await request('PATCH', second.id, renamed)), taken);
  await create(text('unique'), florin.liveKey);
  assert.deepEqual(entries(await request('PATCH', first.id, { type: 'number', properties: {} })), [
    "value_error · body.type · The type of a custom field can't be changed.",
  ]);
  assert.deepEqual((await request('GET', first.id)).body, first);
  await request('DELETE', first.id);
  assert.equal((await request('PATCH', second.id, renamed)).status, 200);
  assert.equal((await request('PATCH', newId(new Date()), { type: 'text' })).status, 404);
});

test('null leaves a field as it is, properties are replaced as a whole', async () => {
  const field = await create({ ...text('whole', { min_length: 2, form_label: 'A' }), metadata: { a: true } });
  const nothing = { type: 'text', name: null, slug: null, properties: null };
  assert.deepEqual((await request('PATCH', field.id, nothing)).body, field);
  const { body } = await request('PATCH', field.id, {
    type: 'text',
    properties: { max_length: 5 },
    metadata: {},
  });
  assert.deepEqual([(body as Shown).properties, (body as Shown).metadata], [{ max_length: 5 }, {}]);
  assert.ok((body as Shown).modified_at);
});

/** Rows of a checkout, an invoice and a subscription that hold answers. */
async function storeAnswers(answers: Record<string, string | number>): Promise<void> {
  const scope = await florin.scope(florin.organization, 'test');
  const { id: customerId } = await makeCustomer(scope, 'asked@example.com');
  const { id: productId } = await makeProduct(scope, 'Asked', 1000);
  const { pool } = florin;
  const data = pool.json(answers);
  const key = () => pool`${scope.organizationId}, 'test', ${newId(new Date())}, now()`;
  await pool`
    insert into checkouts (organization_id, mode, id, created_at, client_secret, status, expires_at, product_ids, product_id,
      price_id, currency, custom_field_data)
    values (${key()}, 'secret', 'open', now(), '{}', ${productId}, ${productId}, 'usd', ${data})`;
  await pool`
    insert into invoices (organization_id, mode, id, created_at, status, billing_reason, customer_id, currency,
      subtotal_amount, net_amount, total_amount, due_amount, description, custom_field_data)
    values (${key()}, 'pending', 'purchase', ${customerId}, 'usd', 0, 0, 0, 0, 'Asked', ${data})`;
  await pool`
    insert into subscriptions (organization_id, mode, id, created_at, customer_id, pricing_model_id, product_id, price_id,
      name, status, renews, started_at, currency, custom_field_data)
    values (${key()}, ${customerId}, ${scope.pricingModelId}, ${productId}, ${productId}, 'Asked', 'active', false, now(),
      'usd', ${data})`;
}

test('a new slug is the new key of the answers that were given', async () => {
  const field = await create(text('old_slug'));
  const answers = { old_slug: 'answer', other: 3 };
  await storeAnswers(answers);
  const stored = async () => [
    ...(await florin.pool<{ customFieldData: object; version: number }[]>`
      select custom_field_data, version from checkouts where custom_field_data ? 'other'
      union all select custom_field_data, version from invoices where custom_field_data ? 'other'
      union all select custom_field_data, version from subscriptions where custom_field_data ? 'other'`),
  ];
  const elsewhere = await create(text('old_slug'), florin.liveKey);
  await request('PATCH', elsewhere.id, { type: 'text', slug: 'wrong' }, florin.liveKey);
  assert.deepEqual(await stored(), Array(3).fill({ customFieldData: answers, version: 1 }));
  const { status } = await request('PATCH', field.id, { type: 'text', slug: 'New_slug' });
  assert.equal(status, 200);
  const renamed = { new_slug: 'answer', other: 3 };
  assert.deepEqual(await stored(), Array(3).fill({ customFieldData: renamed, version: 2 }));
});

test('deleted fields are not asked for any more', async () => {
  const scope = await florin.scope(florin.organization, 'test');
  const [a, b] = [await create(text('attached-a')), await create(text('attached-b'))];
  const attached = [
    { customFieldId: b.id, required: true },
    { customFieldId: a.id, required: false },
  ];
  const asked = async () =>
    (await selectAttachedFields(scope, attached)).map(({ field, required }) => [field.slug, required]);
  assert.deepEqual(await asked(), [
    ['attached-b', true],
    ['attached-a', false],
  ]);
  await request('DELETE', b.id);
  assert.deepEqual(await asked(), [['attached-a', false]]);
});

test('the list filters, sorts and pages', async () => {
  const seller = await florin.createOrganization('Field lister');
  const { token } = await florin.createKey(seller, 'test');
  await create({ ...text('zebra'), name: 'Animal 100%' }, token);
  await create({ type: 'number', slug: 'count', name: 'Number', properties: {} }, token);
  await create({ type: 'checkbox', slug: 'agree', name: 'Terms', properties: {} }, token);
  const slugs = async (query: string) => {
    const { status, body } = await request('GET', `?${query}`, undefined, token);
    assert.equal(status, 200, JSON.stringify(body));
    return (body as { items: Shown[] }).items.map(({ slug }) => slug);
  };
  assert.deepEqual(await slugs(''), ['agree', 'count', 'zebra']);
  assert.deepEqual(await slugs('sorting=-created_at'), ['agree', 'count', 'zebra']);
  assert.deepEqual(await slugs('sorting=created_at'), ['zebra', 'count', 'agree']);
  assert.deepEqual(await slugs('sorting=name'), ['zebra', 'count', 'agree']);
  assert.deepEqual(await slugs('sorting=-type'), ['zebra', 'count', 'agree']);
  assert.deepEqual(await slugs('type=text&type=checkbox'), ['agree', 'zebra']);
  assert.deepEqual(await slugs('query=100%25'), ['zebra']);
  assert.deepEqual(await slugs('query=AGR'), ['agree']);
  assert.deepEqual(await slugs('limit=2&page=2'), ['zebra']);
  assert.deepEqual(await slugs(`organization_id=${florin.organization.id}`), []);
  const wrong = await request('GET', '?type=colour&sorting=colour', undefined, token);
  assert.deepEqual(entries(wrong).length, 2);
});

test('scopes, modes and organizations are kept apart', async () => {
  const field = await create(text('mine'));
  const scopes = { scopes: ['custom_fields:read'] };
  const { token: reader } = await florin.createKey(florin.organization, 'test', scopes);
  assert.equal((await request('GET', field.id, undefined, reader)).status, 200);
  assert.equal((await request('POST', '', text('other'), reader)).status, 403);
  assert.equal((await request('PATCH', field.id, { type: 'text' }, reader)).status, 403);
  assert.equal((await request('DELETE', field.id, undefined, reader)).status, 403);
  assert.equal((await request('GET', field.id, undefined, florin.liveKey)).status, 404);
  assert.equal((await request('PATCH', field.id, { type: 'text' }, florin.liveKey)).status, 404);
  assert.equal((await request('DELETE', field.id, undefined, florin.liveKey)).status, 404);
});
