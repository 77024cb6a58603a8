import type { ReservedSql } from 'postgres';
import type { Pool } from '../../src/platform/postgres/database.ts';

/**
 * One connection of a pool, until it is released. It is opened first: one that the driver (postgres 3.4.9) opens to be reserved
 * it never hands out where it reads no types.
 */
export async function reserved(pool: Pool): Promise<ReservedSql<{ bigint: number }>> {
  await pool`select 1`;
  return pool.reserve();
}
