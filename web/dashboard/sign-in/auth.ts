import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Problem } from '../../api/problem.ts';

/** What the library that signs people in calls what went wrong, in our words. */
const words: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: 'The address or the password is wrong. Try again, or have a link mailed to you.',
  INVALID_PASSWORD: 'This is not your password.',
  INVALID_TOKEN: 'This link has been used, or is too old. Ask for a new one.',
  PASSWORD_TOO_SHORT: 'Too short: at least 10 characters.',
  PASSWORD_TOO_LONG: 'Too long.',
  PASSKEY_NOT_FOUND: 'This passkey belongs to nobody here. Sign in another way.',
  AUTHENTICATION_FAILED: 'The passkey was not accepted. Try again, or sign in another way.',
  CHALLENGE_NOT_FOUND: 'That took too long. Try again.',
  RATE_LIMITED: 'Too many attempts. Wait a few minutes and try again.',
};

/** At which field it is told. */
const fields: Record<string, string> = {
  PASSWORD_TOO_SHORT: 'newPassword',
  PASSWORD_TOO_LONG: 'newPassword',
  INVALID_PASSWORD: 'currentPassword',
};

/**
 * Asks what signs people in: GET, or POST where something is sent.
 *
 * @throws Problem
 */
export async function askAuth<Answer = unknown>(path: string, sent?: object): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/florin/auth${path}`, {
      // A link that is over leads elsewhere.
      redirect: 'manual',
      ...(sent && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(sent),
      }),
    });
  } catch {
    throw new Problem(0, 'offline', 'The server cannot be reached. Check the connection and try again.');
  }
  if (response.type === 'opaqueredirect') throw problemNamed(400, 'INVALID_TOKEN');
  const body = (await response.json().catch(() => null)) as { code?: string; message?: string } | null;
  if (!response.ok) throw problemNamed(response.status, body?.code ?? 'ERROR', body?.message);
  return body as Answer;
}

function problemNamed(status: number, code: string, message = `The server answered ${status}.`): Problem {
  const text = words[code] ?? message;
  const field = fields[code];
  return new Problem(status, code, text, field ? { [field]: text } : {});
}

/** Where somebody wanted to go before they were asked who they are: an address of the dashboard, and none elsewhere. */
export function wantedAddress(next: string | undefined): string {
  const path = next?.replace(/^\/dashboard(?=\/|\?|$)/, '') ?? '/';
  return /^\/(?![/\\])/.test(path) ? path : '/';
}

const nextKey = 'florin.next';

/** Kept for the tab that a mailed link opens. */
export function keepWantedAddress(next: string | undefined): void {
  if (next) localStorage.setItem(nextKey, next);
  else localStorage.removeItem(nextKey);
}

function takeKeptAddress(): string | undefined {
  const kept = localStorage.getItem(nextKey) ?? undefined;
  localStorage.removeItem(nextKey);
  return kept;
}

/** Goes on as who has just signed in. Nothing of whoever was there before is left. */
export function useGoOn(): (next?: string) => void {
  const client = useQueryClient();
  const router = useRouter();
  return (next) => {
    client.clear();
    router.history.replace(`/dashboard${wantedAddress(next ?? takeKeptAddress())}`);
  };
}
