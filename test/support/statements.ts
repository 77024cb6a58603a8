import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const source = path.join(import.meta.dirname, '../../src');

/** A statement of the source, with what is put into it as far as that can be read. */
export type Statement = {
  /** `billing/customers/customers.sql.ts selectCustomer` */
  place: string;
  /** What is put into it stands where it is put: pieces of SQL as they are, all else as `?`. */
  text: string;
};

type Template = { start: number; end: number; parts: string[]; inserted: string[] };

/** The template literals of a text, those within others too. Comments and strings are passed over. */
function templatesIn(text: string, start = 0, end = text.length, found: Template[] = []): Template[] {
  for (let at = start; at < end; at++) {
    const next = text.slice(at, at + 2);
    if (next === '//') at = ending(text, '\n', at);
    else if (next === '/*') at = ending(text, '*/', at + 2) + 1;
    else if (text[at] === "'" || text[at] === '"') at = stringEnd(text, at);
    else if (text[at] === '/' && beginsExpression(text, at)) at = regularExpressionEnd(text, at);
    else if (text[at] === '`') at = templateEnd(text, at, found);
  }
  return found;
}

/** Whether a slash begins a regular expression rather than divides. */
function beginsExpression(text: string, at: number): boolean {
  return /(?:^|[(,=:[!&|?{};\n]|\breturn)\s*$/.test(text.slice(Math.max(0, at - 40), at));
}

function regularExpressionEnd(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at;
  }
  return text.length;
}

function ending(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  }
  return text.length;
}

function templateEnd(text: string, start: number, found: Template[]): number {
  const template: Template = { start, end: start, parts: [], inserted: [] };
  let from = start + 1;
  let at = from;
  for (; at < text.length && text[at] !== '`'; at++) {
    if (text[at] === '\\') at++;
    else if (text.slice(at, at + 2) === '${') {
      const closing = braceEnd(text, at + 1, found);
      template.parts.push(text.slice(from, at));
      template.inserted.push(text.slice(at + 2, closing));
      at = closing;
      from = closing + 1;
    }
  }
  template.parts.push(text.slice(from, at));
  template.end = at;
  found.push(template);
  return at;
}

function braceEnd(text: string, start: number, found: Template[]): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
    else if (text[at] === "'" || text[at] === '"') at = stringEnd(text, at);
    else if (text[at] === '`') at = templateEnd(text, at, found);
  }
  return text.length;
}

type Declared = { text: string; file: SourceFile } | undefined;
const declarations = new Map<string, Declared>();

/** What a name stands for, here or in the file that it is imported from. */
function declarationOf(name: string, file: SourceFile): Declared {
  const key = `${file.path} ${name}`;
  if (!declarations.has(key)) declarations.set(key, findDeclaration(name, file));
  return declarations.get(key);
}

function findDeclaration(name: string, file: SourceFile): Declared {
  const declared = new RegExp(
    `^(?:export )?(?:async )?function ${name}\\b[\\s\\S]*?\\n}$|^(?:export )?const ${name}\\b[\\s\\S]*?;$|^ +(?:const|let) ${name}\\b[\\s\\S]*?;$`,
    'm',
  ).exec(file.text);
  if (declared) return { text: declared[0], file };
  const [, from] = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '(\\.[^']+)'`).exec(file.text) ?? [];
  if (from === undefined || from.endsWith('index.ts')) return undefined;
  return declarationOf(name, readSource(path.join(path.dirname(file.path), from)));
}

/** How far names are followed that stand for others. */
const steps = 3;

/** The SQL that an expression stands for, as far as it can be read; `?` for a value. */
function sqlOf(expression: string, file: SourceFile, seen: ReadonlySet<string>): string {
  const own = templatesIn(expression).filter(
    (template, _, all) => !all.some((other) => contains(other, template)),
  );
  const sql = own.map((template) => textOf(template, file, seen));
  const outside = own.reduceRight(
    (text, { start, end }) => text.slice(0, start) + text.slice(end + 1),
    expression,
  );
  for (const [name] of outside.matchAll(/\b[a-zA-Z]\w*\b/g)) {
    if (seen.has(name) || seen.size === steps) continue;
    const declared = declarationOf(name, file);
    if (declared) sql.push(sqlOf(declared.text, declared.file, new Set([...seen, name])));
  }
  return sql.join(' ').trim() || '?';
}

function contains(outer: Template, inner: Template): boolean {
  return outer !== inner && outer.start <= inner.start && inner.end <= outer.end;
}

function textOf(template: Template, file: SourceFile, seen: ReadonlySet<string>): string {
  return template.parts
    .map(
      (part, index) =>
        part + (index < template.inserted.length ? sqlOf(template.inserted[index] ?? '', file, seen) : ''),
    )
    .join('');
}

type SourceFile = { path: string; text: string };

const sources = new Map<string, SourceFile>();

function readSource(file: string): SourceFile {
  const known = sources.get(file) ?? { path: file, text: readFileSync(file, 'utf8') };
  sources.set(file, known);
  return known;
}

/** The function or constant of the module's own that a place is in. */
function ownerOf(text: string, place: number): string {
  const owners = text
    .slice(0, place)
    .matchAll(/^(?:export )?(?:async )?(?:function\*? |const |class )(\w+)/gm);
  return [...owners].at(-1)?.[1] ?? '';
}

const statement = /^\s*(?:with|select|insert into|update|delete from|merge into)\s/i;

/** Every statement of a text that reads or writes rows. */
export function statementsIn(file: SourceFile, name: string): Statement[] {
  return templatesIn(file.text)
    .map((template) => ({ template, text: textOf(template, file, new Set()) }))
    .filter(({ text }) => statement.test(text))
    .map(({ template, text }) => ({ place: `${name} ${ownerOf(file.text, template.start)}`, text }));
}

/** Every statement of the source, and each call of a function that makes one of what it is given. */
export function readStatements(): Statement[] {
  const names = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  return names.sort().flatMap((name) => {
    const file = readSource(path.join(source, name));
    const pages = file.text.matchAll(/(?<!function )\bselectPage(?:<[^(]*>)?\(/g).flatMap(({ index }) => {
      const owner = ownerOf(file.text, index);
      const declared = declarationOf(owner, file);
      return declared && owner !== 'selectPage'
        ? [
            {
              place: `${name} ${owner}`,
              text: `select from page where ${sqlOf(declared.text, file, new Set([owner]))}`,
            },
          ]
        : [];
    });
    return [...statementsIn(file, name), ...pages];
  });
}
