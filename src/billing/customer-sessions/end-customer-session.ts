import type { Scope } from '../../platform/scope.ts';
import { deleteCustomerSession } from './customer-sessions.sql.ts';

/** Ends a session before its hour is over: its token is nobody's from now on. */
export async function endCustomerSession(scope: Scope, id: string): Promise<void> {
  await deleteCustomerSession(scope, id, {
    type: 'customer_session.ended',
    objectType: 'customer_session',
    objectId: id,
    changes: {},
  });
}
