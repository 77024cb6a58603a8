/** A row as a seal has it. */
export type SealedRow = { id: string; hash: Buffer; position: number };

/** What was done to a chain. */
export type Break = {
  kind: 'edited' | 'removed' | 'inserted' | 'moved' | 'seal' | 'erasure' | 'head';
  /** Which row of the chain, from 1 on; null of what is no row. */
  position: number | null;
  /** The row's id, or the erasure's. */
  id: string | null;
  message: string;
};

type Row = { id: string; hash: Buffer | null };

/** How far a row that was moved is looked for, in either direction. */
export const windowRows = 5_000;

/**
 * Holds the rows that are there against those that were sealed, both in order. What is not where it should be was removed,
 * inserted or moved; what is there and hashes to something else was edited.
 */
export function createComparison(found: (broken: Break) => void) {
  let sealed: SealedRow[] = [];
  let rows: Row[] = [];
  /** Rows that are missed where they should be, and are not to surprise where they are. */
  const moved = new Set<string>();

  function compare(expected: SealedRow, { id, hash }: Row): void {
    if (hash?.equals(expected.hash)) return;
    const { position } = expected;
    const message = `Row ${position} is not what it was when it was sealed.`;
    found({ kind: 'edited', position, id, message });
  }

  /** Of two rows that should be one: takes away the one that is out of place, and says what was done to it. */
  function part(expected: SealedRow, row: Row | undefined): Break {
    const { id, position } = expected;
    if (row && !sealed.some((other) => other.id === row.id)) {
      rows = rows.slice(1);
      const message = `Before row ${position} stands one that was never sealed.`;
      return { kind: 'inserted', position, id: row.id, message };
    }
    sealed = sealed.slice(1);
    if (!rows.some((other) => other.id === id)) {
      return { kind: 'removed', position, id, message: `Row ${position} is gone.` };
    }
    moved.add(id);
    return { kind: 'moved', position, id, message: `Row ${position} stands behind rows that came after it.` };
  }

  return {
    addSealed(more: readonly SealedRow[]): void {
      sealed = sealed.concat(more);
    },
    addRows(more: readonly Row[]): void {
      rows = rows.concat(more);
    },
    /** How many sealed ones are still to be met. */
    sealedLeft: () => sealed.length,
    /** How many rows are still to be placed. */
    rowsLeft: () => rows.length,
    /** Compares as far as there is something of both. Expects `windowRows` of each, or all there are. */
    advance(rowsEnded: boolean): void {
      let place = 0;
      let skipped = 0;
      for (;;) {
        const expected = sealed[place];
        const row = rows[place + skipped];
        if (row && moved.delete(row.id)) {
          skipped++;
        } else if (expected && row && expected.id === row.id) {
          compare(expected, row);
          place++;
        } else {
          break;
        }
      }
      sealed = sealed.slice(place);
      rows = rows.slice(place + skipped);
      const [expected] = sealed;
      const [row] = rows;
      if (expected && (row || rowsEnded) && place + skipped === 0) found(part(expected, row));
    },
  };
}
