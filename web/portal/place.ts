/** The organization whose portal this is, as the address names it. */
export const slug = decodeURIComponent(location.pathname.split('/')[1] ?? '');

/** What the portal's addresses begin with. */
export const portalPath = `/${encodeURIComponent(slug)}/portal`;

/** Takes parameters out of the address, so that they are in no history, no bookmark and no screenshot. */
export function takeFromAddress(...names: string[]): Record<string, string | undefined> {
  const url = new URL(location.href);
  const taken: Record<string, string | undefined> = {};
  for (const name of names) {
    taken[name] = url.searchParams.get(name) ?? undefined;
    url.searchParams.delete(name);
  }
  if (url.href !== location.href) history.replaceState(history.state, '', url);
  return taken;
}
