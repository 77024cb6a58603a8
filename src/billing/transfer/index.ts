export { type ExportSettings, exportOrganization } from './export-organization.ts';
export { type Imported, type ImportSettings, importOrganization } from './import-organization.ts';
export { columnsLeftOut, orderColumns, plainByteColumns, tablesLeftOut } from './left-out.ts';
export type { ExportManifest } from './manifest.ts';
export { shortestPassphrase } from './passphrase.ts';
export { sealedColumns } from './sealed-columns.ts';
export { isCarried, selectCatalog, selectTables } from './tables.sql.ts';
