import type { Answer } from '../../platform/http/route.ts';
import { invalid } from './errors.ts';

/** An organization's own key must not name an organization. */
export function organizationFailure(organizationId: string | null | undefined): Answer | undefined {
  if (organizationId == null) return undefined;
  return invalid([
    {
      type: 'organization_token',
      loc: ['body', 'organization_id'],
      msg: 'Setting organization_id is disallowed when using an organization token.',
      input: organizationId,
    },
  ]);
}
