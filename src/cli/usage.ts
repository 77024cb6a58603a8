import { type Command, table } from './command.ts';

/** What `florin --help` prints. */
export function usage(commands: readonly Command[]): string {
  return [
    'Usage: florin <command> [options]',
    '',
    ...table(
      commands.map(({ name, positionals = [], summary }) => [
        `  ${[name, ...positionals].join(' ')}`,
        summary,
      ]),
    ),
    '',
    'florin <command> --help tells its options. All but start and listen take --json: one JSON object, and nothing else, is printed.',
    'Settings come from the environment: PORT, HOST, PUBLIC_URL, DATABASE_URL, DATABASE_REPLICA_URL, FLORIN_ROLE,',
    'FLORIN_DATA_DIR, FLORIN_OPERATOR_TOKEN, FLORIN_AUTH_SECRET, FLORIN_RATE_LIMIT, FLORIN_KEEP_EVENTS_DAYS, FLORIN_KEEP_DELIVERIES_DAYS,',
    'FLORIN_POLAR_CONTRACT, FLORIN_FLOWGLAD_CONTRACT, SMTP_URL, MAIL_FROM, FLORIN_MAILBOX, LOG_LEVEL,',
    'FLORIN_WEBHOOK_LOOPBACK, FLORIN_EXPORT_PASSPHRASE.',
  ].join('\n');
}

export function commandUsage(command: Command): string {
  const { name, positionals = [], summary, options, endless } = command;
  const rows = Object.entries(options).map(([option, { value, meaning }]) => [
    `  --${option}${value === undefined ? '' : ` ${value}`}`,
    meaning,
  ]);
  if (!endless) rows.push(['  --json', 'print one JSON object and nothing else']);
  return [
    `Usage: florin ${[name, ...positionals].join(' ')}${rows.length > 0 ? ' [options]' : ''}`,
    '',
    `${summary}.`,
    ...(rows.length > 0 ? ['', ...table(rows)] : []),
  ].join('\n');
}
