import type { Issue, Path, TypeName } from '../../platform/schema.ts';

/** What is wrong with a part of the input, as zod 4 tells it. */
export type ZodIssue = { code: string; path: Path; message: string } & Record<string, unknown>;

/** What zod calls a value's type. */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function invalidType(expected: string, path: Path, input: unknown): ZodIssue {
  const message = `Invalid input: expected ${expected}, received ${typeOf(input)}`;
  return { code: 'invalid_type', expected, path, message };
}

function wrongType(expected: TypeName, path: Path, input: unknown): ZodIssue {
  if (expected !== 'integer') return invalidType(expected, path, input);
  return typeof input === 'number'
    ? { ...invalidType('int', path, input), format: 'safeint' }
    : invalidType('number', path, input);
}

function wrongOption(options: readonly unknown[], path: Path): ZodIssue {
  const listed = options.map((option) => JSON.stringify(option)).join('|');
  const message =
    options.length === 1 ? `Invalid input: expected ${listed}` : `Invalid option: expected one of ${listed}`;
  return { code: 'invalid_value', values: options, path, message };
}

function wrongSize(issue: Issue & { kind: 'too_short' | 'too_long' }): ZodIssue {
  const { limit, path } = issue;
  const origin = issue.of === 'object' ? 'record' : issue.of;
  const unit = { string: 'characters', array: 'items', object: 'properties' }[issue.of];
  return issue.kind === 'too_short'
    ? {
        origin,
        code: 'too_small',
        minimum: limit,
        inclusive: true,
        path,
        message: `Too small: expected ${origin} to have >=${limit} ${unit}`,
      }
    : {
        origin,
        code: 'too_big',
        maximum: limit,
        inclusive: true,
        path,
        message: `Too big: expected ${origin} to have <=${limit} ${unit}`,
      };
}

function outOfRange(issue: Issue & { kind: 'too_small' | 'too_large' }): ZodIssue {
  const { limit, exclusive, path } = issue;
  const equal = exclusive ? '' : '=';
  const origin = 'number';
  const inclusive = !exclusive;
  return issue.kind === 'too_small'
    ? {
        origin,
        code: 'too_small',
        minimum: limit,
        inclusive,
        path,
        message: `Too small: expected number to be >${equal}${limit}`,
      }
    : {
        origin,
        code: 'too_big',
        maximum: limit,
        inclusive,
        path,
        message: `Too big: expected number to be <${equal}${limit}`,
      };
}

/** An issue of the schema checker in zod's words. */
export function zodIssue(issue: Issue): ZodIssue {
  const { path } = issue;
  switch (issue.kind) {
    case 'missing':
      return issue.expected === 'enum' || issue.expected === 'union'
        ? { code: 'invalid_union', errors: [], path, message: 'Invalid input' }
        : wrongType(issue.expected, path, issue.input);
    case 'type':
    case 'parsing':
      return wrongType(issue.expected, path, issue.input);
    case 'enum':
      return wrongOption(issue.options, path);
    case 'too_short':
    case 'too_long':
      return wrongSize(issue);
    case 'too_small':
    case 'too_large':
      return outOfRange(issue);
    case 'pattern': {
      const pattern = `/${issue.pattern}/`;
      const message = `Invalid string: must match pattern ${pattern}`;
      return { origin: 'string', code: 'invalid_format', format: 'regex', pattern, path, message };
    }
    case 'extra': {
      const key = String(path.at(-1));
      const message = `Unrecognized key: ${JSON.stringify(key)}`;
      return { code: 'unrecognized_keys', keys: [key], path: path.slice(0, -1), message };
    }
    case 'characters':
      return { code: 'custom', path, message: 'Invalid input: holds a character that cannot be stored' };
    case 'key': {
      const issues = [zodIssue(issue.issue)];
      return { code: 'invalid_key', origin: 'record', issues, path, message: 'Invalid key in record' };
    }
    case 'tag': {
      const { discriminator } = issue;
      const note = 'No matching discriminator';
      const at = [...path, discriminator];
      return { code: 'invalid_union', errors: [], note, discriminator, path: at, message: 'Invalid input' };
    }
    case 'union': {
      // Inside a union paths begin at the union.
      const errors = issue.branches.map((branch) =>
        branch.issues.map((inner) => zodIssue({ ...inner, path: inner.path.slice(path.length) })),
      );
      return { code: 'invalid_union', errors, path, message: 'Invalid input' };
    }
    case 'rule':
      return { code: 'custom', path, message: issue.reason, ...issue.context };
  }
}
