import { clientSecret } from './place.ts';

const name = `florin checkout ${clientSecret}`;

let known: string | null = null;

/** Keeps what opens the portal, also for a reload of this page; with the tab it is gone. */
export function rememberToken(token: string | null): void {
  if (token === null) return;
  known = token;
  try {
    globalThis.sessionStorage.setItem(name, token);
  } catch {
    // A browser that keeps nothing for frames of other sites: after a reload the buyer signs in by mail.
  }
}

export function rememberedToken(): string | null {
  try {
    return known ?? globalThis.sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Where the buyer finds what was bought. */
export function portalAddress(slug: string, email: string | null): string {
  const token = rememberedToken();
  const query = new URLSearchParams(
    token === null ? (email === null ? {} : { email }) : { customer_session_token: token },
  );
  const text = query.toString();
  return `/${slug}/portal${text && `?${text}`}`;
}
