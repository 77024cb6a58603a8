import { createAdapterFactory } from 'better-auth/adapters';
import {
  type AuthCondition,
  type AuthModel,
  type AuthRow,
  countAuthRows,
  deleteAuthRows,
  insertAuthRow,
  isAuthModel,
  selectAuthRows,
  updateAuthRows,
} from '../../billing/users/index.ts';
import type { Pool } from '../../platform/postgres/database.ts';

function modelNamed(name: string): AuthModel {
  if (isAuthModel(name)) return name;
  throw new Error(`There is no table for ${name}.`);
}

/** How the library that signs people in reaches our tables. Each of its calls is one statement, a transaction of its own. */
export function createAdapter(pool: Pool) {
  return createAdapterFactory({
    config: {
      adapterId: 'florin',
      supportsNumericIds: false,
      supportsUUIDs: true,
      supportsDates: true,
      supportsBooleans: true,
      transaction: false,
    },
    adapter: () => ({
      create: async ({ model, data }) =>
        (await insertAuthRow(pool, modelNamed(model), data as AuthRow)) as never,
      async findOne<T>({ model, where }: { model: string; where: AuthCondition[] }) {
        const [row] = await selectAuthRows(pool, modelNamed(model), where, { limit: 1 });
        return (row ?? null) as T | null;
      },
      findMany: async ({ model, where = [], limit, offset, sortBy }) =>
        (await selectAuthRows(pool, modelNamed(model), where, { limit, offset, sortBy })) as never,
      count: ({ model, where = [] }) => countAuthRows(pool, modelNamed(model), where),
      async update<T>({ model, where, update }: { model: string; where: AuthCondition[]; update: T }) {
        const [row] = await updateAuthRows(pool, modelNamed(model), where, update as AuthRow);
        return (row ?? null) as T | null;
      },
      updateMany: async ({ model, where, update }) =>
        (await updateAuthRows(pool, modelNamed(model), where, update)).length,
      async delete({ model, where }) {
        await deleteAuthRows(pool, modelNamed(model), where);
      },
      deleteMany: async ({ model, where }) => (await deleteAuthRows(pool, modelNamed(model), where)).length,
      async consumeOne<T>({ model, where }: { model: string; where: AuthCondition[] }) {
        const [row] = await deleteAuthRows(pool, modelNamed(model), where);
        return (row ?? null) as T | null;
      },
    }),
  });
}
