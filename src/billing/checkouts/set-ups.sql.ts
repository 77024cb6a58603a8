import { parseUuid } from '../../platform/ids.ts';
import type { Scope } from '../../platform/scope.ts';
import type { SetUp } from './set-up.ts';

export async function insertSetUp(scope: Scope, setUp: SetUp): Promise<void> {
  const s = setUp;
  await scope.database`
    insert into checkout_set_ups (organization_id, mode, id, created_at, checkout_id, status, processor,
      confirmation_token)
    values (${s.organizationId}, ${s.mode}, ${s.id}, ${s.createdAt}, ${s.checkoutId}, ${s.status}, ${s.processor},
      ${s.confirmationToken})`;
}

/** `lock` holds the row until the transaction ends. */
export async function selectSetUp(
  scope: Scope,
  id: string,
  options: { lock?: boolean } = {},
): Promise<SetUp | undefined> {
  // Others have keys of other forms for what they set up.
  if (!('uuid' in parseUuid(id))) return undefined;
  const { database } = scope;
  const [row] = await database<SetUp[]>`
    select * from checkout_set_ups
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and id = ${id}
    ${options.lock ? database`for update` : database``}`;
  return row;
}

/** The set-up that a checkout waits for. */
export async function selectPendingSetUp(scope: Scope, checkoutId: string): Promise<SetUp | undefined> {
  const [row] = await scope.database<SetUp[]>`
    select * from checkout_set_ups
    where organization_id = ${scope.organizationId} and mode = ${scope.mode} and checkout_id = ${checkoutId}
      and status = 'pending'`;
  return row;
}

export async function updateSetUp(scope: Scope, setUp: SetUp): Promise<void> {
  const s = setUp;
  await scope.database`
    update checkout_set_ups set status = ${s.status}, confirmation_token = ${s.confirmationToken},
      processor_reference = ${s.processorReference}, client_secret = ${s.clientSecret},
      decline_reason = ${s.declineReason}, decline_message = ${s.declineMessage}, settled_at = ${s.settledAt}
    where organization_id = ${s.organizationId} and mode = ${s.mode} and id = ${s.id}`;
}

/** Why the last try to pay a checkout, or to keep a card for it, failed; undefined where it did not, or none was made. */
export async function selectLastDecline(scope: Scope, checkoutId: string): Promise<string | undefined> {
  const { database, organizationId, mode } = scope;
  const [row] = await database<{ status: string; declineReason: string | null }[]>`
    select status, decline_reason from (
      select created_at, status::text, decline_reason from payments
      where organization_id = ${organizationId} and mode = ${mode} and checkout_id = ${checkoutId}
      union all
      select created_at, status::text, decline_reason from checkout_set_ups
      where organization_id = ${organizationId} and mode = ${mode} and checkout_id = ${checkoutId}) as tries
    order by created_at desc
    limit 1`;
  return row?.status === 'failed' ? (row.declineReason ?? 'generic_decline') : undefined;
}
