import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from '../../platform/outgoing/public-address.ts';
import type { Mode } from '../../platform/scope.ts';

export type UrlProblem = 'url_invalid' | 'url_insecure' | 'url_not_public';

/** Whose machine may be told. */
export type WebhookUrlRules = {
  /** Whether test mode's events may go to this very machine: for development. */
  allowLoopback: boolean;
};

const privateNames = /(?:^|\.)(?:localhost|local|internal|localdomain|home\.arpa|lan|intranet)$/;

/**
 * What is wrong with an endpoint's address, by itself; what its name resolves to is looked at whenever something is sent.
 * Only this very machine, in test mode and where that is allowed, may be told without TLS.
 */
export function webhookUrlProblem(text: string, mode: Mode, rules: WebhookUrlRules): UrlProblem | undefined {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'url_invalid';
  if (url.username !== '' || url.password !== '') return 'url_invalid';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const isLoopback = host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
  if (isLoopback) return mayUseLoopback(mode, rules) ? undefined : 'url_not_public';
  if (isIP(host) !== 0 ? !isPublicAddress(host) : privateNames.test(host)) return 'url_not_public';
  // Names of the internet have a dot.
  if (isIP(host) === 0 && !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(host)) return 'url_invalid';
  return url.protocol === 'https:' ? undefined : 'url_insecure';
}

export function mayUseLoopback(mode: Mode, { allowLoopback }: WebhookUrlRules): boolean {
  return mode === 'test' && allowLoopback;
}
