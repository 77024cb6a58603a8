import { Bot, KeyRound, type LucideIcon, ShoppingCart, Terminal, UserRound, Users } from 'lucide-react';
import { humanize } from '../../shared/format.ts';
import { ScreenLink, textLink } from '../../shared/links.tsx';
import type { AuditEntry } from '../objects.ts';

type Kind = AuditEntry['actor']['kind'];

export const actorKinds: Record<Kind, { label: string; icon: LucideIcon }> = {
  user: { label: 'Somebody of the team', icon: UserRound },
  api_key: { label: 'An API key', icon: KeyRound },
  customer_session: { label: 'A customer', icon: Users },
  checkout: { label: 'A buyer, at the checkout', icon: ShoppingCart },
  operator: { label: 'The operator of the server', icon: Terminal },
  system: { label: 'Florin', icon: Bot },
};

/** Who did it, in words. */
export function actorName({ kind, name, email }: AuditEntry['actor']): string {
  if (kind === 'user') return name || email || 'Somebody who is gone';
  return actorKinds[kind]?.label ?? humanize(kind);
}

export function ActorName({ actor }: { actor: AuditEntry['actor'] }) {
  const Icon = actorKinds[actor.kind]?.icon ?? Bot;
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <Icon aria-hidden="true" className="size-3.5 shrink-0 text-ink-faint" />
      <span className="truncate">{actorName(actor)}</span>
    </span>
  );
}

/** With a way to whoever it was, where there is one. */
export function ActorFacts({ actor }: { actor: AuditEntry['actor'] }) {
  const { kind, id, email, customer_id } = actor;
  const mono = 'break-all font-mono text-[0.8125rem]/5';
  return (
    <span className="flex flex-col gap-0.5">
      <span>{actorName(actor)}</span>
      {kind === 'user' && email && <span className="text-ink-soft">{email}</span>}
      {kind === 'api_key' && id && (
        <ScreenLink to={['keys']} className={`${textLink} ${mono}`}>
          {id}
        </ScreenLink>
      )}
      {customer_id && (
        <ScreenLink to={['customers', customer_id]} className={`${textLink} ${mono}`}>
          {customer_id}
        </ScreenLink>
      )}
    </span>
  );
}
