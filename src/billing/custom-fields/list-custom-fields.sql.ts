import {
  allOf,
  type Fragment,
  literalPattern,
  orderBy,
  type Page,
  type Sort,
  selectPage,
} from '../../platform/postgres/fragments.ts';
import type { Scope } from '../../platform/scope.ts';
import type { CustomField, CustomFieldType } from './custom-field.ts';

export type CustomFieldSort = 'createdAt' | 'slug' | 'name' | 'type';

export type CustomFieldFilter = {
  /** Contained in the name or the slug, ignoring case. */
  search?: string;
  types?: readonly CustomFieldType[];
};

/** A page of the custom fields that are not deleted, by slug, and how many there are in all. */
export async function listCustomFields(
  scope: Scope,
  filter: CustomFieldFilter,
  page: Page<CustomFieldSort>,
): Promise<{ items: CustomField[]; total: number }> {
  const { database } = scope;
  const columns: Record<CustomFieldSort, Fragment> = {
    createdAt: database`created_at`,
    slug: database`slug`,
    name: database`name`,
    type: database`type`,
  };
  const sort: Sort<CustomFieldSort> = page.sort?.length ? page.sort : [{ by: 'slug', descending: false }];
  const list = {
    from: 'custom_fields',
    where: conditions(scope, filter),
    order: orderBy(database, sort, columns),
  };
  return selectPage<CustomField>(scope.database, page, list);
}

function conditions(scope: Scope, { search, types }: CustomFieldFilter) {
  const { database } = scope;
  const parts = [
    database`organization_id = ${scope.organizationId} and mode = ${scope.mode} and deleted_at is null`,
  ];
  if (search !== undefined) {
    const contained = `%${literalPattern(search)}%`;
    parts.push(database`(name ilike ${contained} or slug ilike ${contained})`);
  }
  if (types) parts.push(database`type = any(${[...types]}::text[])`);
  return allOf(database, parts);
}
