import type { Scope } from '../../platform/scope.ts';
import { selectErasedRows } from './audit.sql.ts';
import { type ErasureProof, emptyHash, foldErased } from './audit-entry.ts';

/** What is to be on record of an erasure, so that rows without their content count as erased and not as edited. */
export async function proveErasure(scope: Scope, erasure: string): Promise<ErasureProof> {
  let entries = 0;
  let digest = emptyHash;
  for await (const rows of selectErasedRows(scope, erasure)) {
    entries += rows.length;
    digest = rows.reduce(foldErased, digest);
  }
  return { erasure, entries, digest: digest.toString('hex') };
}
