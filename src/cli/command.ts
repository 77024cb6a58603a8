import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** What a sub-command prints: exactly one object with `--json`, else lines for people. */
export type Outcome = {
  json: Record<string, unknown>;
  lines: readonly string[];
  /** 0 where left out. */
  exitCode?: number;
};

/** One sub-command, named as it is typed. */
export type Command = {
  /** `keys create` */
  name: string;
  summary: string;
  /** The options besides `--json` and `--help`, with what they mean. One without a value is a switch: `'true'` where given. */
  options: Record<string, { value?: string; meaning: string }>;
  /** What comes after the name: `<key id>`; in brackets what may be left out. */
  positionals?: readonly string[];
  /** Without `--json`: for what does not end by itself. */
  endless?: true;
  run(values: Record<string, string | undefined>, positionals: readonly string[]): Promise<Outcome>;
};

/** A command that was typed wrong. Exit code 2, with the usage. */
export class UsageError extends Error {}

/** What kept a command from being done. Exit code 1. */
export class CommandError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export type Parsed = {
  values: Record<string, string | undefined>;
  positionals: string[];
  json: boolean;
  help: boolean;
};

/** @throws UsageError that names the option at fault. */
export function parseCommand(command: Command, words: readonly string[]): Parsed {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  if (!command.endless) options.json = { type: 'boolean' };
  for (const [name, { value }] of Object.entries(command.options)) {
    options[name] = { type: value === undefined ? 'boolean' : 'string' };
  }
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { json, help, ...values } = parsed.values;
  const expected = command.positionals ?? [];
  const { positionals } = parsed;
  if (!help && positionals.length > expected.length) {
    throw new UsageError(`Unexpected argument '${positionals[expected.length]}'.`);
  }
  const least = expected.filter((name) => !name.startsWith('['));
  if (!help && positionals.length < least.length) {
    throw new UsageError(`Missing ${expected[positionals.length]}.`);
  }
  const texts = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return {
    values: Object.fromEntries(texts),
    positionals,
    json: json === true,
    help: help === true,
  };
}

/** The value of an option that must be given. */
export function required(values: Record<string, string | undefined>, name: string): string {
  const value = values[name]?.trim();
  if (!value) throw new UsageError(`Missing --${name}.`);
  return value;
}

/** Rows as columns, each as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
