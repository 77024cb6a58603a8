import type { Issue, Path, TypeName } from '../../platform/schema.ts';

/** What is told of a member that is missing or no good. */
export type Told = { code: string; message: string; param?: string };

/** A rule's name in a schema: what to tell is that the member is missing. */
export const missingRule = 'missing';

/** Names of members can be as long as their sender likes. */
const longestParam = 200;

/** `tax_ids[0].value` */
export function paramOf(path: Path): string | undefined {
  if (path.length === 0) return undefined;
  const text = path.reduce<string>(
    (before, step) => (typeof step === 'number' ? `${before}[${step}]` : before ? `${before}.${step}` : step),
    '',
  );
  return text.slice(0, longestParam);
}

/** Atlas: null, 0 and false in the place of these is as if they were not there. An empty text breaks their own rule. */
const neverEmpty = new Set(['email', 'url']);

function isMissing(issue: Issue): boolean {
  if (issue.kind === 'rule') return issue.type === missingRule;
  const name = issue.path.at(-1);
  return (
    (issue.kind === 'missing' && issue.path.length > 0) ||
    (issue.kind === 'type' && !issue.input && typeof name === 'string' && neverEmpty.has(name))
  );
}

const typeWords: Record<TypeName, string> = {
  string: 'must be a string',
  integer: 'must be a whole number',
  number: 'must be a number',
  boolean: 'must be true or false',
  object: 'must be an object',
  array: 'must be an array',
  null: 'must be null',
};

const units = { string: 'characters', array: 'entries', object: 'keys' };

function complaint(issue: Issue): string {
  switch (issue.kind) {
    case 'missing':
      return typeWords.object;
    case 'type':
    case 'parsing':
      return typeWords[issue.expected];
    case 'enum':
      return `must be one of: ${issue.options.join(', ')}`;
    case 'too_short':
      return `must have at least ${issue.limit} ${units[issue.of]}`;
    case 'too_long':
      return `must have at most ${issue.limit} ${units[issue.of]}`;
    case 'too_small':
      return `must be ${issue.exclusive ? 'greater than' : 'at least'} ${issue.limit}`;
    case 'too_large':
      return `must be ${issue.exclusive ? 'less than' : 'at most'} ${issue.limit}`;
    case 'pattern':
      return `must match ${issue.pattern}`;
    case 'extra':
      return 'is not known here';
    case 'characters':
      return 'must not hold NUL characters or halves of surrogate pairs';
    case 'key':
      return `has a key that ${complaint(issue.issue)}`;
    case 'tag':
    case 'union':
      return 'is of none of the kinds that are taken';
    case 'rule':
      return issue.reason;
  }
}

/** One thing that is wrong, in Atlas's shape: the missing member has a code of its own. */
export function tellIssue(issue: Issue): Told {
  // A key that is refused is named by what holds it: it may be anything.
  const param = paramOf(issue.kind === 'key' ? issue.path.slice(0, -1) : issue.path);
  if (isMissing(issue)) {
    return { code: 'missing_required_param', message: `The parameter ${param} is required.`, param };
  }
  const subject = param === undefined ? 'The body' : `The parameter ${param}`;
  return { code: 'validation_error', message: `${subject} ${complaint(issue)}.`, param };
}
