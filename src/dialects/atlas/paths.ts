export const prefix = '/functions/v1';

/** Atlas: a slash at the end, or one too many between, makes no difference. Undefined for the paths of others. */
export function plainUrl(url: string): string | undefined {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  const plain = path.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  if (plain !== prefix && !plain.startsWith(`${prefix}/`)) return undefined;
  return readable(plain) + (end < 0 ? '' : url.slice(end));
}

/** Atlas: an id that is none is not found, also where its escapes make no text: they are taken literally then. */
function readable(path: string): string {
  try {
    decodeURIComponent(path);
    return path;
  } catch {
    return path.replaceAll('%', '%25');
  }
}
