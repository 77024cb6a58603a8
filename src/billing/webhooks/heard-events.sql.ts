import type { Database } from '../../platform/postgres/database.ts';
import type { EventRange, StoredEvent } from '../events/index.ts';

/** The events of a range that some endpoint may want to hear of, oldest first. */
export async function selectHeardEvents(
  database: Database,
  { after, through }: EventRange,
  limit: number,
): Promise<StoredEvent[]> {
  return database<StoredEvent[]>`
    select * from events event
    where sequence > ${after} and sequence <= ${through}
      and exists (select from webhook_endpoints endpoint
        where endpoint.organization_id = event.organization_id and endpoint.mode = event.mode and endpoint.enabled
          and endpoint.deleted_at is null)
    order by sequence limit ${limit}`;
}
