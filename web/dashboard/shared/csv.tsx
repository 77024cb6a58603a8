import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import type { Column, FetchChunk } from './list.tsx';
import { reasonOf } from './queries.ts';

/** A cell as spreadsheets take it for what it is: a text that begins like a formula is none. */
function cellOf(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf<Item>(columns: readonly Column<Item>[], items: readonly Item[]): string {
  const told = columns.filter(({ csv }) => csv);
  const rows = [told.map(({ header }) => header), ...items.map((item) => told.map(({ csv }) => csv?.(item)))];
  return rows.map((row) => row.map(cellOf).join(',')).join('\r\n');
}

/** Saves the whole list, as it is filtered, page by page; a second click stops it. */
export function CsvButton<Item>({
  name,
  columns,
  fetch,
}: {
  name: string;
  columns: readonly Column<Item>[];
  fetch: FetchChunk<Item>;
}) {
  const [done, setDone] = useState<number>();
  const isStopped = useRef(false);
  async function run() {
    isStopped.current = false;
    const items: Item[] = [];
    setDone(0);
    try {
      let after: string | undefined;
      do {
        const chunk = await fetch(after);
        items.push(...chunk.items);
        after = chunk.next;
        setDone(items.length);
      } while (after !== undefined && !isStopped.current);
      if (isStopped.current) return;
      save(`${name.toLowerCase().replaceAll(' ', '-')}.csv`, csvOf(columns, items));
      toast(`Exported ${items.length} rows.`);
    } catch (error) {
      toast(reasonOf(error), { tone: 'bad' });
    } finally {
      setDone(undefined);
    }
  }
  const isRunning = done !== undefined;
  return (
    <Button
      size="small"
      look="quiet"
      onClick={() => {
        if (isRunning) isStopped.current = true;
        else run();
      }}
    >
      <Download /> {isRunning ? `Stop (${done} rows)` : 'Export'}
    </Button>
  );
}

function save(name: string, text: string): void {
  // The mark by which spreadsheets know UTF-8.
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
