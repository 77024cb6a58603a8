export { type Found, type FoundKind, foundKinds } from './search.sql.ts';
export { searchAll } from './search-all.ts';
