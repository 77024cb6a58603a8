import { type Database, transaction } from '../../platform/postgres/database.ts';
import type { Scope } from '../../platform/scope.ts';
import {
  beforeAll,
  type CheckedRow,
  type Seal,
  selectChain,
  selectCheckedRows,
  selectOpenErasures,
  selectSeals,
} from './audit.sql.ts';
import { type Chain, emptyHash, erasureAction, fold, foldErased } from './audit-entry.ts';
import { type Break, createComparison, type SealedRow, windowRows } from './compare-rows.ts';

export type Verification = {
  intact: boolean;
  /** How many rows are sealed, by how many seals. */
  rows: number;
  seals: number;
  /** Rows that wait for their seal: a second's worth where a server runs. */
  unsealed: number;
  /** Rows that an erasure took personal data out of; they are verified by the digest that was kept. */
  erased: number;
  /** The hash over all that is sealed, to be noted elsewhere; null where nothing is. */
  head: Buffer | null;
  /** What was done to the chain, in its order: the first so many. */
  breaks: Break[];
};

const breaksShown = 100;

/** Carries out of the walk that there is no use in going on. */
class Enough extends Error {}

/**
 * Reads the audit log of the scope's organization and mode and says whether it is what was sealed. Holds a bounded number of
 * rows at a time, and sees the state of one moment.
 *
 * @param head one that was noted earlier: it must be on the way to today's
 */
export async function verifyAudit(scope: Scope, head?: Buffer): Promise<Verification> {
  const { organizationId, mode } = scope;
  return transaction(scope.database, async (database) => {
    await database`set transaction isolation level repeatable read, read only`;
    return verifyChain(database, { organizationId, mode }, head);
  });
}

async function verifyChain(
  database: Database,
  chain: Chain,
  noted: Buffer | undefined,
): Promise<Verification> {
  const breaks: Break[] = [];
  const found = (broken: Break) => {
    breaks.push(broken);
    if (breaks.length >= breaksShown) throw new Enough();
  };
  const seals = createSealReader(database, chain, noted, found);
  const rows = createRowReader(database, chain);
  let unsealed = 0;
  try {
    const comparison = createComparison(found);
    for (;;) {
      while (!seals.hasEnded() && comparison.sealedLeft() < windowRows) {
        comparison.addSealed(await seals.read());
      }
      while (!rows.hasEnded() && comparison.rowsLeft() < windowRows) comparison.addRows(await rows.read());
      if (comparison.sealedLeft() === 0) break;
      comparison.advance(rows.hasEnded());
    }
    unsealed = comparison.rowsLeft();
    while (!rows.hasEnded()) unsealed += (await rows.read()).length;
    await seals.finish();
    for (const broken of await rows.unproven()) found(broken);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return { intact: breaks.length === 0, ...seals.state(), unsealed, erased: rows.erased(), breaks };
}

/** Reads a chain's seals in order, and sees that each follows from the one before. */
function createSealReader(
  database: Database,
  chain: Chain,
  noted: Buffer | undefined,
  found: (broken: Break) => void,
) {
  const broken = (kind: 'seal' | 'head', message: string) =>
    found({ kind, position: null, id: null, message });
  let head = emptyHash;
  let count = 0;
  let rows = 0;
  let ended = false;
  let wasMet = noted === undefined;

  function check(seal: Seal): SealedRow[] {
    const { number } = seal;
    if (number !== count + 1) broken('seal', `Before seal ${number} seals are gone.`);
    if (!seal.previousHash.equals(head)) broken('seal', `Seal ${number} does not follow the one before it.`);
    const sealed = sealedRows(seal, rows);
    const hash = sealed.reduce((folded, row) => fold(folded, row.hash), seal.previousHash);
    if (!hash.equals(seal.hash)) broken('seal', `Seal ${number} is not what it was.`);
    head = seal.hash;
    count = number;
    rows += seal.rows;
    wasMet ||= noted?.equals(head) ?? false;
    return sealed;
  }

  return {
    state: () => ({ head: count > 0 ? head : null, seals: count, rows }),
    hasEnded: () => ended,
    async read(): Promise<SealedRow[]> {
      const [seal] = await selectSeals(database, chain, count, 1);
      ended = seal === undefined;
      return seal ? check(seal) : [];
    },
    /** What shows only at the end. */
    async finish(): Promise<void> {
      const known = await selectChain(database, chain);
      if (known && !known.head.equals(head))
        broken('seal', 'The last seals are gone, or others than they were.');
      if (!wasMet) broken('head', 'The head that was noted is not on the way to this one.');
    },
  };
}

function sealedRows(seal: Seal, before: number): SealedRow[] {
  return Array.from({ length: seal.rows }, (_, index) => ({
    id: formatUuid(seal.rowIds.toString('hex', index * 16, index * 16 + 16)),
    hash: seal.rowHashes.subarray(index * 32, index * 32 + 32),
    position: before + index + 1,
  }));
}

function formatUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What an erasure is known to have done, and what it says itself. */
type ErasureAccount = { entries: number; digest: Buffer; proof?: Record<string, unknown> };

/** Reads the log's rows in order, and keeps account of erasures. */
function createRowReader(database: Database, chain: Chain) {
  const erasures = new Map<string, ErasureAccount>();
  let above = beforeAll;
  let ended = false;
  let erased = 0;

  function accountOf(id: string): ErasureAccount {
    const account = erasures.get(id) ?? { entries: 0, digest: emptyHash };
    erasures.set(id, account);
    return account;
  }

  function note({ hash, erasedBy, leftDigest, proof }: CheckedRow): void {
    if (erasedBy !== null && hash && leftDigest) {
      const account = accountOf(erasedBy);
      account.entries++;
      account.digest = foldErased(account.digest, { hash, leftDigest });
      erased++;
    }
    const id = proof?.erasure?.after;
    if (proof && typeof id === 'string') {
      const told = Object.entries(proof).map(([member, change]) => [member, change?.after]);
      accountOf(id).proof = Object.fromEntries(told);
    }
  }

  return {
    erased: () => erased,
    hasEnded: () => ended,
    async read(): Promise<CheckedRow[]> {
      const rows = await selectCheckedRows(database, chain, { above, erasureAction, limit: windowRows });
      ended = rows.length < windowRows;
      above = rows.at(-1)?.sequence ?? above;
      for (const row of rows) note(row);
      return rows;
    },
    /** Rows that say they were erased without an erasure that says so. Of one under way that is still to come. */
    async unproven(): Promise<Break[]> {
      const open = new Set(await selectOpenErasures(database, chain));
      return [...erasures]
        .filter(([id, account]) => !open.has(id) && !isProven(account))
        .map(([id, { entries, proof }]) => {
          const what = proof ? 'is recorded with other rows' : 'is not on record';
          return {
            kind: 'erasure',
            position: null,
            id,
            message: `${entries} rows are erased, but their erasure ${what}.`,
          };
        });
    },
  };
}

function isProven({ entries, digest, proof }: ErasureAccount): boolean {
  return proof?.entries === entries && proof.digest === digest.toString('hex');
}
