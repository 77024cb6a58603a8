import { createAdapterFactory } from 'better-auth/adapters';
import {
  type AuthCondition,
  type AuthModel,
  type AuthRow,
  addAuthRow,
  changeAuthRows,
  countAuthRows,
  isAuthModel,
  removeAuthRows,
  selectAuthRows,
} from '../../billing/users/index.ts';
import type { Scope } from '../../platform/scope.ts';
import { currentAsking } from './asking.ts';

function modelNamed(name: string): AuthModel {
  if (isAuthModel(name)) return name;
  throw new Error(`There is no table for ${name}.`);
}

/**
 * How the library that signs people in reaches our tables. Each of its calls is a transaction of its own, and what it does to
 * somebody's account is recorded in that.
 *
 * @param nobody the scope of whoever is not known yet
 */
export function createAdapter(nobody: Scope) {
  const pool = nobody.database;
  const asking = () => {
    const { requestId, occasion } = currentAsking();
    return { scope: { ...nobody, requestId }, occasion };
  };

  function update(model: string, where: AuthCondition[], changes: AuthRow): Promise<AuthRow[]> {
    const { scope, occasion } = asking();
    return changeAuthRows(scope, modelNamed(model), where, changes, occasion);
  }

  function remove(model: string, where: AuthCondition[]): Promise<AuthRow[]> {
    const { scope, occasion } = asking();
    return removeAuthRows(scope, modelNamed(model), where, occasion);
  }

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
      async create({ model, data }) {
        const { scope, occasion } = asking();
        return (await addAuthRow(scope, modelNamed(model), data as AuthRow, occasion)) as never;
      },
      async findOne<T>({ model, where }: { model: string; where: AuthCondition[] }) {
        const [row] = await selectAuthRows(pool, modelNamed(model), where, { limit: 1 });
        return (row ?? null) as T | null;
      },
      findMany: async ({ model, where = [], limit, offset, sortBy }) =>
        (await selectAuthRows(pool, modelNamed(model), where, { limit, offset, sortBy })) as never,
      count: ({ model, where = [] }) => countAuthRows(pool, modelNamed(model), where),
      async update<T>({
        model,
        where,
        update: changes,
      }: {
        model: string;
        where: AuthCondition[];
        update: T;
      }) {
        const [row] = await update(model, where, changes as AuthRow);
        return (row ?? null) as T | null;
      },
      updateMany: async ({ model, where, update: changes }) => (await update(model, where, changes)).length,
      async delete({ model, where }) {
        await remove(model, where);
      },
      deleteMany: async ({ model, where }) => (await remove(model, where)).length,
      async consumeOne<T>({ model, where }: { model: string; where: AuthCondition[] }) {
        const [row] = await remove(model, where);
        return (row ?? null) as T | null;
      },
    }),
  });
}
