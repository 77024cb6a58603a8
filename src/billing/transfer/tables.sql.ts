import type { Database } from '../../platform/postgres/database.ts';
import { columnsLeftOut, documentTables, orderColumns, tablesLeftOut } from './left-out.ts';
import { sealedColumns } from './sealed-columns.ts';

export type Column = {
  name: string;
  /** A `jsonb` column may hold JSON's null as well as nothing at all. */
  isJson: boolean;
};

/** A table of which an export has the organization's rows. */
export type Table = {
  name: string;
  /** Those that an export carries. */
  columns: Column[];
  /** Those that are not in its rows but cannot be null, with what is in them until the export's other parts are read. */
  held: { name: string; placeholder: string }[];
  /** The rows' order: the number by which they are in order, or else the primary key. */
  order: { name: string; isText: boolean }[];
  /** The column by whose month its rows are in parts; null of a table that is whole. */
  partedBy: string | null;
};

type CatalogColumn = { name: string; type: string; isRequired: boolean; hasDefault: boolean };
type CatalogTable = {
  name: string;
  columns: CatalogColumn[];
  primaryKey: string[];
  partedBy: string | null;
  refersTo: string[];
};

/** Every table of the schema but the parts of others. */
export async function selectCatalog(database: Database): Promise<CatalogTable[]> {
  return database<CatalogTable[]>`
    select relation.relname as name,
      (select jsonb_agg(jsonb_build_object('name', attname, 'type', format_type(atttypid, null),
          'isRequired', attnotnull, 'hasDefault', atthasdef or attidentity <> '') order by attnum)
        from pg_attribute where attrelid = relation.oid and attnum > 0 and not attisdropped
          and attgenerated = '') as columns,
      coalesce((select jsonb_agg(attname order by place)
        from pg_index, unnest(indkey::smallint[]) with ordinality as key (number, place), pg_attribute
        where indrelid = relation.oid and indisprimary and attrelid = relation.oid and attnum = number), '[]') as primary_key,
      (select attname from pg_partitioned_table, pg_attribute
        where partrelid = relation.oid and attrelid = relation.oid and attnum = partattrs[0]) as parted_by,
      coalesce((select jsonb_agg(distinct target.relname)
        from pg_constraint join pg_class target on target.oid = confrelid
        where conrelid = relation.oid and contype = 'f' and confrelid <> conrelid), '[]') as refers_to
    from pg_class relation
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
    order by relation.relname collate "C"`;
}

/** The tables that an export has, each after those that its rows refer to. */
export async function selectTables(database: Database): Promise<Table[]> {
  const catalog = (await selectCatalog(database)).filter(isCarried);
  const placed: CatalogTable[] = [];
  while (placed.length < catalog.length) {
    const names = new Set(placed.map(({ name }) => name));
    const next = catalog.filter(
      ({ name, refersTo }) => !names.has(name) && refersTo.every((target) => names.has(target)),
    );
    if (next.length === 0) throw new Error('Tables refer to each other in a circle.');
    placed.push(...next);
  }
  return placed.map(tableOf);
}

export function isCarried({ name, columns }: Pick<CatalogTable, 'name' | 'columns'>): boolean {
  if (name in tablesLeftOut) return false;
  return name === 'organizations' || columns.some((column) => column.name === 'organization_id');
}

function tableOf({ name, columns, primaryKey, partedBy }: CatalogTable): Table {
  const number = orderColumns[name];
  const apart = new Set([
    ...Object.keys(columnsLeftOut),
    ...sealedColumns.flatMap((sealed) => sealed.columns.map((column) => `${sealed.table}.${column}`)),
    ...Object.keys(documentTables).map((table) => `${table}.content`),
  ]);
  const isApart = (column: CatalogColumn) => apart.has(`${name}.${column.name}`);
  const own = columns.filter((column) => column.name !== 'organization_id' && column.name !== number);
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const key =
    number === undefined ? primaryKey.filter((column) => column !== 'organization_id') : ['mode', number];
  return {
    name,
    columns: own.filter((column) => !isApart(column)).map(columnOf),
    held: own.filter((column) => isApart(column) && column.isRequired && !column.hasDefault).map(heldOf),
    order: key.map((column) => ({ name: column, isText: types.get(column) === 'text' })),
    partedBy,
  };
}

function columnOf({ name, type }: CatalogColumn): Column {
  return { name, isJson: type === 'jsonb' };
}

function heldOf({ name, type }: CatalogColumn): Table['held'][number] {
  return { name, placeholder: type === 'bytea' ? "''" : '0' };
}
