import { Badge } from '../../ui/badge.tsx';
import { day } from '../shared/format.ts';
import { StateBadge, type States } from '../shared/status.tsx';
import type { Endpoint, Key, Mail, Message } from './objects.ts';

export const messageStates: States<Message['status']> = {
  pending: ['Waiting', 'warn'],
  succeeded: ['Delivered', 'good'],
  failed: ['Given up', 'bad'],
  skipped: ['Skipped', 'neutral'],
};

export const mailStates: States<Mail['status']> = {
  queued: ['Queued', 'warn'],
  sent: ['Sent', 'good'],
  failed: ['Failed', 'bad'],
  kept: ['Kept here', 'info'],
};

export function MessageStatus({ message }: { message: Pick<Message, 'status' | 'attempts'> }) {
  const { status, attempts } = message;
  if (status === 'pending' && attempts > 0) return <Badge tone="warn">Retrying</Badge>;
  return <StateBadge states={messageStates} state={status} />;
}

export const MailStatus = ({ status }: Pick<Mail, 'status'>) => (
  <StateBadge states={mailStates} state={status} />
);

export function EndpointStatus({
  endpoint,
}: {
  endpoint: Pick<Endpoint, 'enabled' | 'disabled_at' | 'failures_in_a_row'>;
}) {
  if (!endpoint.enabled) {
    return endpoint.disabled_at ? <Badge tone="bad">Turned off</Badge> : <Badge>Off</Badge>;
  }
  return endpoint.failures_in_a_row > 0 ? (
    <Badge tone="warn">{endpoint.failures_in_a_row} not delivered</Badge>
  ) : (
    <Badge tone="good">On</Badge>
  );
}

/** Whether a key still works. */
export function isLive({ revoked_at, expires_at }: Pick<Key, 'revoked_at' | 'expires_at'>): boolean {
  return revoked_at === null && (expires_at === null || new Date(expires_at) > new Date());
}

export function KeyStatus({ revoked_at, expires_at }: Pick<Key, 'revoked_at' | 'expires_at'>) {
  if (revoked_at) return <Badge>Revoked</Badge>;
  if (!isLive({ revoked_at, expires_at })) return <Badge>Expired</Badge>;
  return expires_at ? <Badge tone="info">Until {day(expires_at)}</Badge> : <Badge tone="good">Active</Badge>;
}
