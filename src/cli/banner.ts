import type { Demo } from '../server/demo.ts';

export type BannerFacts = {
  url: string;
  version: string;
  /** Where people sign in; while nobody is there with the link that lets the first in. */
  dashboard: string;
  /** Whether mails are kept and can be read. */
  mailbox: boolean;
  /** How the command line is called from here. */
  command: string;
  /** On the first start only. */
  demo: Demo | undefined;
};

/** What a person reads of a process that answers its probes and nothing else. */
export function workerBanner(url: string, version: string): string {
  return `\n  Florin ${version} works; its probes are at ${url}\n\n`;
}

/** What a person reads once the server takes requests. */
export function banner({ url, version, dashboard, mailbox, command, demo }: BannerFacts): string {
  const lines = [
    '',
    `  Florin ${version} serves at ${url}`,
    '',
    `  Dashboard  ${dashboard}`,
    ...(mailbox ? [`  Mails      ${url}/florin/mailbox`] : []),
    `  APIs       ${url}/docs`,
    '',
  ];
  if (!demo)
    return [...lines, `  A new key:  ${command} keys create --organization <id or slug>`, '', ''].join('\n');
  const { organization, testKey, liveKey } = demo;
  return [
    ...lines,
    `  Organization  ${organization.name} (${organization.slug}, ${organization.id})`,
    `  Test key      ${testKey}`,
    `  Live key      ${liveKey}`,
    '  These keys are shown this once. More of them:',
    `    ${command} keys create --organization ${organization.slug}`,
    '',
    '  A first call:',
    `    curl ${url}/v1/customers/ -H 'Authorization: Bearer ${testKey}' -H 'Content-Type: application/json' -d '{"email":"grace@example.com","name":"Grace Hopper"}'`,
    '',
    '',
  ].join('\n');
}
