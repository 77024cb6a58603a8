import { ok, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { createOrganization, type Organization, type OrganizationInput } from '../organizations/index.ts';
import { undoFailed } from './make-user.ts';
import { memberAdded, recordTeamChange } from './record-team.ts';
import { insertTeamMember } from './team.sql.ts';

/**
 * Makes an organization. A person who makes one is its owner; one that the operator makes has none yet.
 *
 * @returns as `createOrganization`
 */
export async function foundOrganization(
  scope: Scope,
  input: OrganizationInput,
): Promise<Result<Organization>> {
  const { clock, requestId, actor } = scope;
  return undoFailed(scope.database, async (database) => {
    const created = await createOrganization(database, clock, requestId, input, actor);
    if (!created.ok || actor.kind !== 'user') return created;
    const { id: organizationId } = created.value;
    await insertTeamMember(database, {
      organizationId,
      userId: actor.id,
      role: 'owner',
      createdAt: clock.now(),
    });
    await recordTeamChange({ ...scope, organizationId, database }, memberAdded(actor.id, 'owner'));
    return ok(created.value);
  });
}
