type Headers = Record<string, string | string[] | undefined>;

const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether an origin is the server's own: that of its public address, or that of this machine under which the request came.
 * A page elsewhere could lead a name of its own here, so no other name is taken for ours.
 */
export function isOwnOrigin(origin: string, { host }: Headers, publicUrl: string): boolean {
  if (origin === URL.parse(publicUrl)?.origin) return true;
  const local = URL.parse(`http://${host}`);
  return local !== null && localNames.has(local.hostname) && origin === local.origin;
}

/** Whether a browser sent the request for a page that is not ours. Who is no browser says nothing of pages. */
export function isFromElsewhere(headers: Headers, publicUrl: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && !isOwnOrigin(String(origin), headers, publicUrl);
}
