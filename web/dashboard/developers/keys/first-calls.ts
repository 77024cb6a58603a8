export type FirstCall = { vendor: string; code: string };

/** How each vendor's client makes its first call here; the key is not written into the code. */
export function firstCalls(origin: string): FirstCall[] {
  return [
    {
      vendor: 'Polar',
      code: `import { createPolar } from '@polar-sh/sdk/2026-10';

const polar = createPolar({ accessToken: process.env.FLORIN_KEY, baseUrl: '${origin}' });
console.log(await polar.customers.list());`,
    },
    {
      vendor: 'Flowglad',
      code: `import { Flowglad } from '@flowglad/node';

const flowglad = new Flowglad({ apiKey: process.env.FLORIN_KEY, baseURL: '${origin}' });
await flowglad.customers.create({
  customer: { email: 'mia@example.com', name: 'Mia', externalId: 'u_42' },
});`,
    },
    {
      vendor: 'Atlas',
      code: `curl ${origin}/functions/v1/customers \\
  -H "Authorization: Bearer $FLORIN_KEY"`,
    },
  ];
}
