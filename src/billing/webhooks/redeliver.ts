import { joined } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import { wakeEndpoints } from './endpoints.sql.ts';
import { type MessageFilter, requeueMessages } from './messages.sql.ts';

/**
 * Sends messages once more, under the same ids: those of a filter that are not waiting anyway, behind what waits, in the order
 * in which they were. For an endpoint that is turned off they wait until it is turned on.
 *
 * @returns how many
 */
export async function redeliverMessages(scope: Scope, filter: MessageFilter): Promise<number> {
  return joined(scope.database, async (database) => {
    const endpoints = await requeueMessages({ ...scope, database }, filter);
    if (endpoints.length > 0) await wakeEndpoints(database, endpoints);
    return endpoints.reduce((sum, { messages }) => sum + messages, 0);
  });
}
