import type { Database } from '../postgres/database.ts';
import type { CountedWindow, RateLimit } from './rate-limit.ts';

/** A window as PostgreSQL knows it: by its own clock, for those of the processes may differ. */
type StoredWindow = { name: string; calls: number; seconds: number; used: number; milliseconds: number };

/**
 * Takes one call from each of several windows of one name. Answers in any order how many were used, this one with them, and
 * how long each window still lasts.
 */
export async function takeFromWindows(
  database: Database,
  name: string,
  limits: readonly RateLimit[],
): Promise<StoredWindow[]> {
  const rows = limits.map(({ calls, seconds, blockedSeconds = 0 }) => ({
    calls,
    seconds,
    blocked_seconds: blockedSeconds,
  }));
  return database<StoredWindow[]>`
    insert into rate_windows as w (name, calls, seconds, blocked_seconds, used, ends_at)
    select ${name}, calls, seconds, blocked_seconds, 1, now() + make_interval(secs => seconds)
    from jsonb_to_recordset(${database.json(rows)}::jsonb) as limits (calls integer, seconds integer, blocked_seconds integer)
    order by calls, seconds
    on conflict (name, calls, seconds) do update set
      used = case when w.ends_at <= now() then 1 else w.used + 1 end,
      ends_at = case when w.ends_at <= now() then excluded.ends_at
        when w.used = w.calls and w.blocked_seconds > 0 then now() + make_interval(secs => w.blocked_seconds)
        else w.ends_at end
    returning name, calls, seconds, used, (extract(epoch from ends_at - now()) * 1000)::integer as milliseconds`;
}

/**
 * Adds the calls that this process has counted to those of all processes. Answers the windows with the calls of all.
 *
 * @param now the time of this process, to which the windows' ends are translated
 */
export async function exchangeWindows(
  database: Database,
  windows: readonly CountedWindow[],
  now: () => number,
): Promise<CountedWindow[]> {
  const sentAt = now();
  const rows = windows.map(({ name, limit: { calls, seconds }, used, endsAt }) => ({
    name,
    calls,
    seconds,
    used,
    milliseconds: Math.ceil(endsAt - sentAt),
  }));
  const stored = await database<StoredWindow[]>`
    insert into rate_windows as w (name, calls, seconds, blocked_seconds, used, ends_at)
    select name, calls, seconds, 0, used, now() + milliseconds * interval '1 millisecond'
    from jsonb_to_recordset(${database.json(rows)}::jsonb)
      as counted (name text, calls integer, seconds integer, used integer, milliseconds integer)
    order by name, calls, seconds
    on conflict (name, calls, seconds) do update set
      used = case when w.ends_at <= now() then excluded.used else w.used + excluded.used end,
      ends_at = case when w.ends_at <= now() then excluded.ends_at else w.ends_at end
    returning name, calls, seconds, used, (extract(epoch from ends_at - now()) * 1000)::integer as milliseconds`;
  const receivedAt = now();
  return stored.map(({ name, calls, seconds, used, milliseconds }) => ({
    name,
    limit: { calls, seconds },
    used,
    endsAt: receivedAt + milliseconds,
  }));
}

/** Forgets windows that are over, but those that are being written to. */
export async function deleteEndedWindows(database: Database): Promise<void> {
  await database`
    delete from rate_windows where (name, calls, seconds) in (
      select name, calls, seconds from rate_windows where ends_at <= now() for update skip locked)`;
}
