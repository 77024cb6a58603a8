import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { countries, isCountryExceptSanctioned } from '../../src/platform/country.ts';
import { call } from '../support/call.ts';
import { startTestFlorin, type TestFlorin } from '../support/florin.ts';

/** What is wrong with a customer that is sent, word for word. */
let florin: TestFlorin;
let customerId: string;
before(async () => {
  florin = await startTestFlorin();
  customerId = (await create({ email: 'errors@example.com' })).id;
});
after(() => florin.stop());

type Entry = { type: string; loc: (string | number)[]; msg: string; input: unknown; ctx?: unknown };
type Refused = { error: string; detail: Entry[] };
type Body = Record<string, unknown>;

const current = { 'polar-version': '2026-04' };

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  call(method, florin.url + path, { token: florin.testKey, body, headers });

let serial = 0;
async function create(body: Body): Promise<{ id: string }> {
  serial++;
  const answer = await ask('POST', '/v1/customers/', { email: `serial${serial}@example.com`, ...body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as { id: string };
}

async function refused(method: string, path: string, body: unknown, headers = {}): Promise<Refused> {
  const answer = await ask(method, path, body, headers);
  assert.equal(answer.status, 422, JSON.stringify(answer.body));
  return answer.body as Refused;
}

const refusedUpdate = (body: unknown, headers = {}, id = customerId) =>
  refused('PATCH', `/v1/customers/${id}`, body, headers);
const refusedCreate = (body: unknown, headers = {}) => refused('POST', '/v1/customers/', body, headers);

/** The only thing that is wrong with an update: its type, where, and the text. */
async function only(body: unknown, headers = {}): Promise<[string, string, string]> {
  const { error, detail } = await refusedUpdate(body, headers);
  assert.equal(error, 'RequestValidationError');
  assert.equal(detail.length, 1, JSON.stringify(detail));
  const [entry] = detail;
  return [entry?.type ?? '', entry?.loc.join('.') ?? '', entry?.msg ?? ''];
}

test('errors follow the order of the schema, not of the body', async () => {
  assert.deepEqual(await refusedUpdate({ email: 'nope', metadata: { k: [1] } }), {
    error: 'RequestValidationError',
    detail: [
      {
        type: 'string_type',
        loc: ['body', 'metadata', 'k', 'constrained-str'],
        msg: 'Input should be a valid string',
        input: [1],
      },
      {
        type: 'int_type',
        loc: ['body', 'metadata', 'k', 'int'],
        msg: 'Input should be a valid integer',
        input: [1],
      },
      {
        type: 'float_type',
        loc: ['body', 'metadata', 'k', 'float'],
        msg: 'Input should be a valid number',
        input: [1],
      },
      {
        type: 'bool_type',
        loc: ['body', 'metadata', 'k', 'bool'],
        msg: 'Input should be a valid boolean',
        input: [1],
      },
      {
        type: 'value_error',
        loc: ['body', 'email'],
        msg: 'value is not a valid email address: An email address must have an @-sign.',
        input: 'nope',
        ctx: { reason: 'An email address must have an @-sign.' },
      },
    ],
  });
  const all = {
    type: 'x',
    external_id: 1,
    locale: 1,
    tax_id: 1,
    billing_address: 1,
    name: 1,
    email: 1,
    metadata: 1,
  };
  assert.deepEqual(
    (await refusedUpdate(all)).detail.map(({ loc, type }) => [loc.join('.'), type]),
    [
      ['body.metadata', 'dict_type'],
      ['body.email', 'string_type'],
      ['body.name', 'string_type'],
      ['body.billing_address', 'model_attributes_type'],
      ['body.tax_id', 'string_type'],
      ['body.locale', 'string_type'],
      ['body.external_id', 'string_type'],
      ['body.type', 'enum'],
    ],
  );
  assert.deepEqual(
    (await refusedCreate({ ...all, type: 'individual', owner: 1, organization_id: 1 })).detail.map(
      ({ loc }) => loc.slice(2).join('.'),
    ),
    [
      'metadata',
      'external_id',
      'name',
      'billing_address',
      'tax_id',
      'locale',
      'organization_id',
      'owner',
      'email',
    ],
  );
});

test('metadata', async () => {
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));
  assert.deepEqual((await refusedUpdate({ metadata: keys(51) })).detail[0], {
    type: 'too_long',
    loc: ['body', 'metadata'],
    msg: 'Dictionary should have at most 50 items after validation, not 51',
    input: keys(51),
    ctx: { field_type: 'Dictionary', max_length: 50, actual_length: 51 },
  });
  const longKey = '🦄'.repeat(41);
  assert.deepEqual((await refusedUpdate({ metadata: { [longKey]: 1, '': 1 } })).detail, [
    {
      type: 'string_too_long',
      loc: ['body', 'metadata', longKey, '[key]'],
      msg: 'String should have at most 40 characters',
      input: longKey,
      ctx: { max_length: 40 },
    },
    {
      type: 'string_too_short',
      loc: ['body', 'metadata', '', '[key]'],
      msg: 'String should have at least 1 character',
      input: '',
      ctx: { min_length: 1 },
    },
  ]);
  const types = async (value: unknown) =>
    (await refusedUpdate({ metadata: { k: value } })).detail.map(({ type, loc }) => [type, loc.at(-1)]);
  assert.deepEqual(await types(''), [
    ['string_too_short', 'constrained-str'],
    ['int_parsing', 'int'],
    ['float_parsing', 'float'],
    ['bool_parsing', 'bool'],
  ]);
  assert.deepEqual(await types('🦄'.repeat(501)), [
    ['string_too_long', 'constrained-str'],
    ['int_parsing', 'int'],
    ['float_parsing', 'float'],
    ['bool_parsing', 'bool'],
  ]);
  for (const value of [null, {}, []]) {
    assert.deepEqual(await types(value), [
      ['string_type', 'constrained-str'],
      ['int_type', 'int'],
      ['float_type', 'float'],
      ['bool_type', 'bool'],
    ]);
  }
  for (const value of [null, [], 'x']) {
    assert.deepEqual(await only({ metadata: value }), [
      'dict_type',
      'body.metadata',
      'Input should be a valid dictionary',
    ]);
  }
});

const reasons: [string, string][] = [
  ['nope', 'An email address must have an @-sign.'],
  ['@example.com', 'There must be something before the @-sign.'],
  ['ada@', 'There must be something after the @-sign.'],
  ['ada@example', 'The part after the @-sign is not valid. It should have a period.'],
  ['ada..b@example.com', 'An email address cannot have two periods in a row.'],
  ['a b@example.com', 'The email address contains invalid characters before the @-sign: SPACE.'],
  [
    'ada@example.test',
    'The part after the @-sign is a special-use or reserved name that cannot be used with email.',
  ],
  [`${'a'.repeat(245)}@example.com`, 'The email address is too long (3 characters too many).'],
];

test('e-mail addresses', async () => {
  for (const [email, reason] of reasons) {
    assert.deepEqual(
      await refusedUpdate({ email }),
      {
        error: 'RequestValidationError',
        detail: [
          {
            type: 'value_error',
            loc: ['body', 'email'],
            msg: `value is not a valid email address: ${reason}`,
            input: email,
            ctx: { reason },
          },
        ],
      },
      email,
    );
  }
  assert.deepEqual(await only({ email: 1 }), ['string_type', 'body.email', 'Input should be a valid string']);
});

test('names, locales and ids', async () => {
  assert.deepEqual(await only({ name: `${'🦄'.repeat(256)} ` }), [
    'string_too_long',
    'body.name',
    'String should have at most 256 characters',
  ]);
  for (const locale of ['und', 'x-private', 'zzz-QQ', 'english', '']) {
    const { detail } = await refusedUpdate({ locale });
    assert.deepEqual(detail, [
      {
        type: 'value_error',
        loc: ['body', 'locale'],
        msg: 'Value error, Invalid IETF BCP 47 language tag',
        input: locale,
        ctx: { error: {} },
      },
    ]);
  }
  assert.deepEqual(await only({ type: 'company' }), [
    'enum',
    'body.type',
    "Input should be 'individual' or 'team'",
  ]);
  // Any text can be stored, but only so much of it be looked up.
  assert.deepEqual((await only({ external_id: 'é'.repeat(751) })).slice(0, 2), [
    'string_too_long',
    'body.external_id',
  ]);
});

test('what no column holds: NUL, half a surrogate pair', async () => {
  for (const text of ['a\0b', '\ud800']) {
    for (const member of ['name', 'email', 'external_id', 'tax_id']) {
      const { detail } = await refusedUpdate({ [member]: text });
      assert.deepEqual(detail, [
        {
          type: 'value_error',
          loc: ['body', member],
          msg: 'Value error, This value contains invalid characters',
          input: text.toWellFormed() === text ? text : '\ud800',
          ctx: { error: {} },
        },
      ]);
    }
    for (const body of [
      { metadata: { k: text } },
      { metadata: { [text]: 'k' } },
      { billing_address: { country: 'FR', city: text } },
      { locale: text },
    ]) {
      await refusedUpdate(body);
    }
    const path = `/v1/customers/?query=${text === '\ud800' ? '%ED%A0%80' : 'a%00b'}`;
    assert.ok([200, 422].includes((await ask('GET', path)).status));
  }
});

test('addresses', async () => {
  const address = (members: Body) => ({ billing_address: members });
  assert.deepEqual(await only(address({})), ['missing', 'body.billing_address.country', 'Field required']);
  const taken = countries.filter(isCountryExceptSanctioned).map((code) => `'${code}'`);
  const expected = `${taken.slice(0, -1).join(', ')} or ${taken.at(-1)}`;
  for (const country of ['XX', 'FRA', ' fr', '', 1, null]) {
    const { detail } = await refusedUpdate(address({ country }), current);
    assert.deepEqual(detail, [
      {
        type: 'enum',
        loc: ['body', 'billing_address', 'country'],
        msg: `Input should be ${expected}`,
        input: country,
        ctx: { expected },
      },
    ]);
  }
  assert.deepEqual(await only(address({ line1: 1, country: 'FR' })), [
    'string_type',
    'body.billing_address.line1',
    'Input should be a valid string',
  ]);
  for (const state of ['us-ca', 'California', 'PR', 'CA-CA']) {
    assert.deepEqual((await refusedUpdate(address({ country: 'US', state }))).detail, [
      {
        type: 'value_error',
        loc: ['body', 'billing_address'],
        msg: 'Value error, Invalid US state',
        input: { country: 'US', state },
        ctx: { error: {} },
      },
    ]);
  }
  assert.deepEqual(await only(address({ country: 'CA', state: 'XX' })), [
    'value_error',
    'body.billing_address',
    'Value error, Invalid CA subdivision',
  ]);
});

test('countries: the current contract refuses a few that the early one took', async () => {
  for (const country of ['CU', 'IR', 'KP', 'SY', 'RU']) {
    const body = { billing_address: { country }, email: 'nope' };
    const { detail } = await refusedUpdate(body, current);
    assert.deepEqual(
      detail.map(({ type, loc }) => [type, loc.join('.')]),
      [
        ['value_error', 'body.email'],
        ['enum', 'body.billing_address.country'],
      ],
    );
    const made = await refusedCreate(body, current);
    assert.deepEqual(made.detail[0]?.loc, ['body', 'individual', 'billing_address', 'country']);
    const { id } = await create({ billing_address: { country } });
    assert.equal((await ask('GET', `/v1/customers/${id}`, undefined, current)).status, 200);
  }
});

test('a pair for a tax id is a shape of the early contract only', async () => {
  const pairs: [unknown, [string, string][]][] = [
    [['911144442'], [['missing', 'body.tax_id.1']]],
    [['911144442', 'us_ein', 'x'], [['too_long', 'body.tax_id']]],
    [['911144442', 'us_nothing'], [['enum', 'body.tax_id.1']]],
    [[911144442, 'us_ein'], [['string_type', 'body.tax_id.0']]],
    [{ value: '1' }, [['string_type', 'body.tax_id']]],
  ];
  for (const [tax_id, expected] of pairs) {
    const { detail } = await refusedUpdate({ tax_id });
    assert.deepEqual(
      detail.map(({ type, loc }) => [type, loc.join('.')]),
      expected,
    );
    assert.deepEqual(await only({ tax_id }, current), [
      'string_type',
      'body.tax_id',
      'Input should be a valid string',
    ]);
  }
  const body = { tax_id: ['911144442', 'us_ein'], email: 'nope' };
  assert.deepEqual(
    (await refusedUpdate(body, current)).detail.map(({ type, loc, input }) => [type, loc.join('.'), input]),
    [
      ['value_error', 'body.email', 'nope'],
      ['string_type', 'body.tax_id', body.tax_id],
    ],
  );
});

test('creating: the errors carry the kind of customer', async () => {
  assert.deepEqual(await refusedCreate({ name: 'x' }), {
    error: 'RequestValidationError',
    detail: [
      { type: 'missing', loc: ['body', 'individual', 'email'], msg: 'Field required', input: { name: 'x' } },
    ],
  });
  const individual = await refusedCreate({ type: 'individual', email: null });
  assert.deepEqual(individual.detail[0]?.loc, ['body', 'individual', 'email']);
  const team = await refusedCreate({ type: 'team' });
  assert.deepEqual(team.detail, [
    {
      type: 'value_error',
      loc: ['body', 'team'],
      msg: 'Value error, An owner with an email address is required when creating a team customer without an email.',
      input: { type: 'team' },
      ctx: { error: {} },
    },
  ]);
  const owner = await refusedCreate({ type: 'team', owner: { name: 'x' } });
  assert.deepEqual(owner.detail[0]?.loc, ['body', 'team', 'owner', 'email']);
  const unknown = await refusedCreate({ type: 'foo' });
  assert.deepEqual(unknown.detail, [
    {
      type: 'union_tag_invalid',
      loc: ['body'],
      msg: "Input tag 'foo' found using _customer_create_type() does not match any of the expected tags: 'individual', 'team'",
      input: { type: 'foo' },
      ctx: {
        discriminator: '_customer_create_type()',
        tag: 'foo',
        expected_tags: "'individual', 'team'",
      },
    },
  ]);
});

test('creating: what is taken is told at once, without the kind of customer', async () => {
  await create({ email: 'Taken@example.com', external_id: 'taken' });
  assert.deepEqual(
    await refusedCreate({ email: 'tAKEN@example.com', external_id: ' taken ', tax_id: 'nonsense' }),
    {
      error: 'PolarRequestValidationError',
      detail: [
        {
          type: 'value_error',
          loc: ['body', 'email'],
          msg: 'A customer with this email address already exists.',
          input: 'tAKEN@example.com',
        },
        {
          type: 'value_error',
          loc: ['body', 'external_id'],
          msg: 'A customer with this external ID already exists.',
          input: 'taken',
        },
      ],
    },
  );
});

test('updating: three errors at once', async () => {
  await create({ email: 'other@example.com', external_id: 'usr_2' });
  const { id } = await create({ external_id: 'usr_1' });
  const body = { email: 'OTHER@example.com', external_id: 'usr_3', billing_address: null };
  const told = {
    email: {
      type: 'value_error',
      loc: ['body', 'email'],
      msg: 'A customer with this email address already exists.',
      input: 'OTHER@example.com',
    },
    address: {
      type: 'value_error',
      loc: ['body', 'billing_address'],
      msg: 'Customer billing address cannot be reset to null once set.',
      input: null,
    },
    externalId: {
      type: 'value_error',
      loc: ['body', 'external_id'],
      msg: 'Customer external ID cannot be updated.',
      input: 'usr_3',
    },
  };
  assert.deepEqual(await refusedUpdate(body, current, id), {
    error: 'PolarRequestValidationError',
    detail: [told.email, told.address, told.externalId],
  });
  // The early contract clears the address.
  assert.deepEqual((await refusedUpdate(body, {}, id)).detail, [told.email, told.externalId]);
  const both = await refusedUpdate({ external_id: 'usr_2', tax_id: 'nonsense' }, {}, id);
  assert.deepEqual(
    both.detail.map(({ msg }) => msg),
    ['Customer external ID cannot be updated.', 'A customer with this external ID already exists.'],
  );
  for (const external_id of [null, '', '  ', 'USR_1']) {
    const { detail } = await refusedUpdate({ external_id }, {}, id);
    assert.deepEqual(
      detail.map(({ msg }) => msg),
      ['Customer external ID cannot be updated.'],
    );
  }
  const team = await create({ type: 'team' });
  assert.deepEqual((await refusedUpdate({ type: 'individual' }, {}, team.id)).detail, [
    {
      type: 'value_error',
      loc: ['body', 'type'],
      msg: "Customer type cannot be downgraded from 'team' to 'individual'.",
      input: 'individual',
    },
  ]);
});

test('tax ids', async () => {
  const withoutCountry = await create({});
  assert.deepEqual((await refusedUpdate({ tax_id: '911144442' }, {}, withoutCountry.id)).detail, [
    {
      type: 'missing',
      loc: ['body', 'billing_address'],
      msg: 'Country is required to validate tax ID.',
      input: null,
    },
  ]);
  assert.deepEqual((await refusedCreate({ email: 'tax@example.com', tax_id: '911144442' })).detail[0]?.loc, [
    'body',
    'billing_address',
  ]);
  const invalid = { type: 'invalid', loc: ['body', 'tax_id'], msg: 'Invalid tax ID.' };
  for (const [country, tax_id] of [
    ['FR', '61954506077'],
    ['FR', 'FR61954506078'],
    ['US', '071144442'],
    ['US', '123-45-6789'],
    ['JP', 'T2813402773830'],
    ['UA', '1234567890'],
    ['AQ', '1'],
  ]) {
    const { error, detail } = await refusedCreate({
      email: 'tax@example.com',
      billing_address: { country },
      tax_id,
    });
    assert.equal(error, 'PolarRequestValidationError');
    assert.deepEqual(detail, [{ ...invalid, input: tax_id }], `${country} ${tax_id}`);
  }
  for (const headers of [{}, current]) {
    const french = await create({ billing_address: { country: 'FR' }, tax_id: 'FR61954506077' });
    const moved = await refusedUpdate({ billing_address: { country: 'US' } }, headers, french.id);
    assert.deepEqual(moved.detail, [{ ...invalid, input: null }]);
  }
});

test('lists', async () => {
  const query = async (text: string) => (await refused('GET', `/v1/customers/?${text}`, undefined)).detail;
  for (const member of ['page', 'limit']) {
    for (const value of ['0', '-1']) {
      assert.deepEqual(await query(`${member}=${value}`), [
        {
          type: 'greater_than',
          loc: ['query', member],
          msg: 'Input should be greater than 0',
          input: value,
          ctx: { gt: 0 },
        },
      ]);
    }
    for (const value of ['x', '', '1.5']) {
      assert.deepEqual(await query(`${member}=${value}`), [
        {
          type: 'int_parsing',
          loc: ['query', member],
          msg: 'Input should be a valid integer, unable to parse string as an integer',
          input: value,
        },
      ]);
    }
  }
  assert.deepEqual(
    (await query('active=perhaps')).map(({ type, msg }) => [type, msg]),
    [['bool_parsing', 'Input should be a valid boolean, unable to interpret input']],
  );
  const keys = "'created_at', '-created_at', 'email', '-email', 'name' or '-name'";
  assert.deepEqual(await query('sorting=email&sorting=id'), [
    {
      type: 'enum',
      loc: ['query', 'sorting', 1],
      msg: `Input should be ${keys}`,
      input: 'id',
      ctx: { expected: keys },
    },
  ]);
  // A list by commas is one value.
  assert.equal((await query('sorting=email,name')).length, 1);
});
