import { ConfigError } from '../server/config.ts';
import { auditExport, auditList, auditVerify } from './audit.ts';
import { backupCommand } from './backup.ts';
import { clockAdvance, clockDelete, clockSet, clockShow } from './clock.ts';
import { type Command, CommandError, type Outcome, parseCommand, UsageError } from './command.ts';
import { customersErase } from './customers.ts';
import { dashboardCommand } from './dashboard.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { keysCreate, keysList, keysRevoke } from './keys.ts';
import { listenCommand } from './listen.ts';
import { migrateCommand } from './migrate.ts';
import { organizationsCreate, organizationsList } from './organizations.ts';
import { processorSet, processorShow } from './processor.ts';
import { restoreCommand } from './restore.ts';
import { startCommand } from './start.ts';
import { triggerCommand } from './trigger.ts';
import { commandUsage, usage } from './usage.ts';
import { florinVersion } from './version.ts';

const commands: readonly Command[] = [
  startCommand,
  dashboardCommand,
  migrateCommand,
  organizationsCreate,
  organizationsList,
  keysCreate,
  keysList,
  keysRevoke,
  processorSet,
  processorShow,
  clockSet,
  clockAdvance,
  clockShow,
  clockDelete,
  exportCommand,
  importCommand,
  backupCommand,
  restoreCommand,
  listenCommand,
  triggerCommand,
  auditVerify,
  auditList,
  auditExport,
  customersErase,
  doctorCommand,
];

/** Exit codes: 0 done; 1 could not be done; 2 typed or configured wrong. */
async function main(words: readonly string[]): Promise<number> {
  const [first] = words;
  if (first === '--version' || first === '-v') return print(florinVersion());
  if (first === '--help' || first === '-h' || first === 'help') return print(usage(commands));
  const json = words.includes('--json');
  const command = commands.find(({ name }) => name.split(' ').every((part, index) => words[index] === part));
  try {
    if (!command) throw new UsageError(first ? `Unknown command '${first}'.` : 'Which command?');
    const parsed = parseCommand(command, words.slice(command.name.split(' ').length));
    if (parsed.help) return print(commandUsage(command));
    return show(await command.run(parsed.values, parsed.positionals), json);
  } catch (error) {
    return fail(error, json, command);
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function show(outcome: Outcome, json: boolean): number {
  if (json) print(JSON.stringify(outcome.json));
  else if (outcome.lines.length > 0) print(outcome.lines.join('\n'));
  return outcome.exitCode ?? 0;
}

function fail(error: unknown, json: boolean, command: Command | undefined): number {
  const { code, message, exitCode } = explain(error);
  if (json) print(JSON.stringify({ error: { code, message } }));
  else {
    process.stderr.write(`florin: ${message}\n`);
    if (error instanceof UsageError) {
      process.stderr.write(`\n${command ? commandUsage(command) : usage(commands)}\n`);
    }
  }
  return exitCode;
}

function explain(error: unknown): { code: string; message: string; exitCode: number } {
  if (error instanceof UsageError) return { code: 'usage', message: error.message, exitCode: 2 };
  if (error instanceof ConfigError) return { code: 'configuration', message: error.message, exitCode: 2 };
  if (error instanceof CommandError) return { code: error.code, message: error.message, exitCode: 1 };
  const { message, code } = error as Error & { code?: string };
  return { code: 'failed', message: message || code || String(error), exitCode: 1 };
}

process.exitCode = await main(process.argv.slice(2));
