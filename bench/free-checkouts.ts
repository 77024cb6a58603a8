import type { LoadedOrganization } from './load-customers.ts';

/** How many checkouts of a free product are created and confirmed a second, with so many buyers at a time. */
export async function freeCheckoutsPerSecond(
  url: string,
  { token }: Pick<LoadedOrganization, 'token'>,
  buyers: number,
  seconds: number,
): Promise<number> {
  const call = async (path: string, body: object, authorized = true) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorized ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { id: string; client_secret: string; status: string };
  };
  const product = await call('/v1/products/', { name: 'Gift', prices: [{ amount_type: 'free' }] });
  let done = 0;
  let serial = 0;
  const buy = async () => {
    const checkout = await call('/v1/checkouts/', { products: [product.id] });
    const body = { customer_email: `buyer${++serial}@example.com` };
    const confirmed = await call(`/v1/checkouts/client/${checkout.client_secret}/confirm`, body, false);
    if (!['confirmed', 'succeeded'].includes(confirmed.status)) throw new Error(`It is ${confirmed.status}.`);
    done++;
  };
  const during = async (milliseconds: number) => {
    const end = performance.now() + milliseconds;
    const work = async () => {
      while (performance.now() < end) await buy();
    };
    await Promise.all(Array.from({ length: buyers }, work));
  };
  await during(2_000);
  done = 0;
  const started = performance.now();
  await during(seconds * 1_000);
  return (done * 1_000) / (performance.now() - started);
}
