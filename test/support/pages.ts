import type { Page } from 'playwright-core';
import { call } from './call.ts';
import type { TestFlorin } from './florin.ts';

/** Waits until a page shows what it was asked for: nothing is loading, nothing is under way. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => {});
  await page
    .locator('[role=status][aria-label^=Loading], [aria-busy=true]')
    .first()
    .waitFor({ state: 'detached', timeout: 10_000 })
    .catch(() => {});
}

/** Signs a browser in to the portal as a customer. */
export async function signInCustomer(page: Page, florin: TestFlorin, customerId: string): Promise<void> {
  const { body } = await call('POST', `${florin.url}/v1/customer-sessions/`, {
    token: florin.testKey,
    body: { customer_id: customerId },
  });
  const { token } = body as { token: string };
  await page.goto(`${florin.url}/${florin.organization.slug}/portal?customer_session_token=${token}`);
  await settled(page);
}
