import { hash } from 'node:crypto';
import type { Actor, Mode } from '../../platform/scope.ts';
import type { Changes } from '../changes/index.ts';

/** One change, and who made it. */
export type AuditEntry = {
  organizationId: string;
  mode: Mode;
  id: string;
  /** The order of entries: of those of one object it is the order of its changes. */
  sequence: number;
  /** By the wall clock. */
  recordedAt: Date;
  /** By the clock of the organization's mode. */
  occurredAt: Date;
  actorKind: Actor['kind'];
  /** Of an API key, a person, a customer session or a checkout; null of others. */
  actorId: string | null;
  /** Of a person, as they are called now; null of others. */
  actorName: string | null;
  actorEmail: string | null;
  /** Whose session it was, and which member's where it was one's. */
  actorCustomerId: string | null;
  actorMemberId: string | null;
  requestId: string;
  /** In the core's own words: `customer.updated`. */
  action: string;
  objectType: string;
  objectId: string;
  changes: Changes;
  /** The erasure that took personal data out of `changes`; null where none did. */
  erasedBy: string | null;
};

/** An organization's audit log in one mode is a chain of hashes of its own. */
export type Chain = { organizationId: string; mode: Mode };

/** What a chain of hashes begins with. */
export const emptyHash: Buffer = Buffer.alloc(32);

/** The hash over all before, and the next. */
export function fold(previous: Buffer, next: Buffer): Buffer {
  return hash('sha256', Buffer.concat([previous, next]), 'buffer');
}

/** As `fold`, of a row that personal data was taken out of: what it was, and what is left of it. */
export function foldErased(
  previous: Buffer,
  { hash, leftDigest }: { hash: Buffer; leftDigest: Buffer },
): Buffer {
  return fold(fold(previous, hash), leftDigest);
}

/** The action of the record that an erasure leaves. */
export const erasureAction = 'customer.erased';

/** What that record says, as members of its `changes`. */
export type ErasureProof = {
  /** What the entries name as `erasedBy`. */
  erasure: string;
  /** How many entries it took personal data out of. */
  entries: number;
  /** These entries, folded in the order of the log; as hexadecimal digits. */
  digest: string;
};
