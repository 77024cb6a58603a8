import type { Scope } from '../../platform/scope.ts';
import { type ChangeRecord, recordChange } from '../changes/index.ts';
import type { Invitation } from './invitations.sql.ts';

type TeamChange = ChangeRecord & { data: Record<string, unknown> };

/** Records a change of a team, in the transaction that makes it. A team is one in both modes: each is told of it. */
export async function recordTeamChange(scope: Scope, change: TeamChange): Promise<void> {
  for (const mode of ['test', 'live'] as const) await recordChange({ ...scope, mode }, change);
}

export function memberAdded(userId: string, role: string): TeamChange {
  return {
    type: 'team_member.added',
    objectType: 'team_member',
    objectId: userId,
    changes: { role: { before: null, after: role } },
    data: { id: userId, role },
  };
}

export function invitationRecord(type: string, { id, email, role }: Invitation): TeamChange {
  const isNew = type === 'team_invitation.created';
  const change = (value: string) => (isNew ? { before: null, after: value } : { before: value, after: null });
  return {
    type,
    objectType: 'team_invitation',
    objectId: id,
    changes: { email: change(email), role: change(role) },
    data: { id, email, role },
  };
}
