/** A screen about one thing that was looked at. */
export type Recent = { pathname: string; title: string };

const key = 'florin.recent';
const most = 8;
/** `/{organization}/{mode}/{screen}/{id}`, and nothing below. */
const aboutOne = /^\/[^/]+\/(?:test|live)\/[a-z-]+\/[0-9a-f-]{36}$/;

function read(): Recent[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Recent[];
  } catch {
    return [];
  }
}

const write = (recents: readonly Recent[]) => localStorage.setItem(key, JSON.stringify(recents));

/** What a screen is called before it has something to show, or instead. */
const unnamed = new Set(['Loading…', 'Not found', 'Not loaded']);

/** Keeps in mind what is looked at, for the palette. @param pathname without the base */
export function rememberVisit(pathname: string, title: string): void {
  if (!aboutOne.test(pathname) || unnamed.has(title)) return;
  const others = read().filter((one) => one.pathname !== pathname);
  // Each organization and mode has its own.
  write([{ pathname, title }, ...others].slice(0, 5 * most));
}

export function recentsOf(slug: string, mode: string): Recent[] {
  return read()
    .filter(({ pathname }) => pathname.startsWith(`/${slug}/${mode}/`))
    .slice(0, most);
}

/** Forgets one thing, or everything: what is erased is not kept here either. */
export function forgetVisits(id?: string): void {
  write(id === undefined ? [] : read().filter(({ pathname }) => !pathname.endsWith(`/${id}`)));
}
