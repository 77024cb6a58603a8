import type { Clock } from '../../platform/clock.ts';
import type { Pool } from '../../platform/postgres/database.ts';
import { hashToken } from '../../platform/tokens.ts';
import type { ApiKey } from './api-key.ts';
import { selectApiKeyByHash, updateApiKeyLastUsed } from './api-keys.sql.ts';

/** How long a key may be remembered where a revocation's notice got lost. */
const rememberedMilliseconds = 5_000;
const rememberedKeys = 10_000;
const lastUsedMilliseconds = 60_000;

export type Authenticator = {
  /** The key of a token, or undefined where it is unknown, revoked or expired. */
  authenticate(token: string): Promise<ApiKey | undefined>;
  /** Reads every key anew from now on: for whoever has just revoked one and would not wait for the notice. */
  forget(): void;
  close(): Promise<void>;
};

type Remembered = { key: ApiKey; until: number };

/**
 * Finds keys by the hash of their token. A key found is remembered for seconds, so that a busy caller costs no query
 * each time; a revocation, by any process, makes all processes forget within moments.
 */
export async function createAuthenticator(pool: Pool, clock: Clock): Promise<Authenticator> {
  const remembered = new Map<string, Remembered>();
  const lastUsed = new Map<string, number>();
  let notice = 0;
  const forget = () => {
    notice++;
    remembered.clear();
  };
  const notices = await pool.listen('api_keys_changed', forget);

  async function find(token: string, now: number): Promise<ApiKey | undefined> {
    const hash = hashToken(token);
    const name = hash.toString('latin1');
    const known = remembered.get(name);
    if (known && known.until > now) return known.key;
    const noticeBefore = notice;
    const key = await selectApiKeyByHash(pool, hash);
    if (!key) {
      remembered.delete(name);
      return undefined;
    }
    if (remembered.size >= rememberedKeys) remembered.clear();
    // A revocation that came in meanwhile may be of this key: then what was just read is not worth remembering.
    if (notice === noticeBefore) remembered.set(name, { key, until: now + rememberedMilliseconds });
    return key;
  }

  function noteUse(key: ApiKey, now: number): void {
    if ((lastUsed.get(key.id) ?? key.lastUsedAt?.getTime() ?? 0) > now - lastUsedMilliseconds) return;
    if (lastUsed.size >= rememberedKeys) lastUsed.clear();
    lastUsed.set(key.id, now);
    // Coarse and for people only: a request neither waits for it nor fails with it.
    updateApiKeyLastUsed(pool, key, new Date(now)).catch(() => lastUsed.delete(key.id));
  }

  return {
    async authenticate(token) {
      const now = clock.now().getTime();
      const key = await find(token, now);
      if (!key || (key.expiresAt && key.expiresAt.getTime() <= now)) return undefined;
      noteUse(key, now);
      return key;
    },
    forget,
    close: () => notices.unlisten(),
  };
}
