type Change = { before: unknown; after: unknown };

/** One member that changed, by the names on the way to it. */
export type FlatChange = { path: string; before: unknown; after: unknown };

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What changed, down to the members that did: of an object with one switch turned, only that switch. */
export function flatChanges(changes: Readonly<Record<string, Change>>): FlatChange[] {
  return Object.entries(changes).flatMap(([name, change]) => flat(name, change));
}

function flat(path: string, { before, after }: Change): FlatChange[] {
  if (!isPlain(before) || !isPlain(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const inner = names
    .filter((name) => !same(before[name], after[name]))
    .flatMap((name) => flat(`${path}.${name}`, { before: before[name], after: after[name] }));
  return inner.length > 0 ? inner : [{ path, before, after }];
}
