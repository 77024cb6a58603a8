/**
 * The script of the reference page. Every function here runs in the reader's browser and is sent there by its own text,
 * so it may use nothing from outside but the browser and the others in `browser`.
 */

type Schema = {
  $ref?: string;
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  description?: string;
  default?: unknown;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  pattern?: string;
};
type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
  $ref?: string;
};
type Content = Record<string, { schema: Schema }>;
type Operation = {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, unknown>[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
};
type Document = {
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; parameters: Record<string, Parameter> };
};

function element(name: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function resolve<T extends { $ref?: string }>(value: T, api: Document): T {
  if (!value.$ref) return value;
  const [, , group = '', name = ''] = value.$ref.split('/');
  return (api.components as unknown as Record<string, Record<string, T>>)[group]?.[name] ?? value;
}

/** What kind of value it is, in one line: `text (email) or null, at most 256 long`. */
function kindOf(schema: Schema, api: Document): string {
  const plain = resolve(schema, api);
  const branches = plain.anyOf ?? plain.oneOf;
  if (branches) return [...new Set(branches.map((branch) => kindOf(branch, api)))].join(' or ');
  if ('const' in plain) return JSON.stringify(plain.const);
  if (plain.enum) {
    const shown = plain.enum.slice(0, 12).map((option) => JSON.stringify(option));
    const more = plain.enum.length - shown.length;
    return `${shown.join(' | ')}${more > 0 ? ` and ${more} more` : ''}`;
  }
  if (plain.type === 'array') {
    if (plain.prefixItems) return `[${plain.prefixItems.map((item) => kindOf(item, api)).join(', ')}]`;
    return `list of ${plain.items ? kindOf(plain.items, api) : 'anything'}`;
  }
  const notes = [
    plain.format ?? '',
    plain.minLength ? `${plain.minLength} or longer` : '',
    plain.maxLength ? `at most ${plain.maxLength} long` : '',
    plain.minimum === undefined ? '' : `from ${plain.minimum}`,
    plain.maximum === undefined ? '' : `to ${plain.maximum}`,
    plain.pattern ?? '',
  ].filter(Boolean);
  return `${plain.type ?? 'anything'}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

/** The objects inside a schema that have members to show. */
function objectsIn(schema: Schema, api: Document): Schema[] {
  const plain = resolve(schema, api);
  const branches = plain.anyOf ?? plain.oneOf;
  if (branches) return branches.flatMap((branch) => objectsIn(branch, api));
  if (plain.items) return objectsIn(plain.items, api);
  if (plain.properties) return [plain];
  return typeof plain.additionalProperties === 'object' ? objectsIn(plain.additionalProperties, api) : [];
}

function describeMember(
  name: string,
  schema: Schema,
  required: boolean,
  api: Document,
  more = '',
): HTMLElement {
  const plain = resolve(schema, api);
  const item = element('li', '', element('code', '', name), element('span', 'kind', kindOf(plain, api)));
  if (more) item.append(element('span', 'kind', ` · ${more}`));
  if (plain.default !== undefined) {
    item.append(element('span', 'kind', ` · ${JSON.stringify(plain.default)} where left out`));
  }
  if (required) item.append(element('span', 'required', 'required'));
  if (plain.description) item.append(element('p', '', plain.description));
  const objects = objectsIn(plain, api);
  if (objects.length > 0) {
    // Filled when first opened: a whole contract at once is tens of thousands of elements.
    const details = element('details', '', element('summary', '', 'Members'));
    details.addEventListener(
      'toggle',
      () => {
        details.append(...objects.map((object) => describeObject(object, api)));
      },
      { once: true },
    );
    item.append(details);
  }
  return item;
}

function describeObject(schema: Schema, api: Document): HTMLElement {
  const list = element('ul', 'members');
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    list.append(describeMember(name, member, schema.required?.includes(name) ?? false, api));
  }
  return list;
}

function describeSchema(schema: Schema, api: Document): HTMLElement {
  const objects = objectsIn(schema, api);
  const box = element('div', '');
  if (objects.length === 0 || resolve(schema, api).items)
    box.append(element('p', 'kind', kindOf(schema, api)));
  objects.forEach((object, index) => {
    if (index > 0) box.append(element('p', 'kind', 'or'));
    box.append(describeObject(object, api));
  });
  return box;
}

/** A value that fits: what must be given, and no more. */
function sample(schema: Schema, api: Document): unknown {
  const plain = resolve(schema, api);
  const branches = plain.anyOf ?? plain.oneOf;
  if (branches?.[0]) return sample(branches[0], api);
  if (plain.default !== undefined) return plain.default;
  if ('const' in plain) return plain.const;
  if (plain.enum) return plain.enum[0];
  if (plain.type === 'integer' || plain.type === 'number') return plain.minimum ?? 1;
  if (plain.type === 'boolean') return true;
  if (plain.type === 'null') return null;
  if (plain.type === 'array') return plain.items ? [sample(plain.items, api)] : [];
  if (plain.type === 'object') {
    const required = Object.entries(plain.properties ?? {}).filter(([name]) =>
      plain.required?.includes(name),
    );
    return Object.fromEntries(required.map(([name, member]) => [name, sample(member, api)]));
  }
  const texts: Record<string, string> = {
    email: 'ada@example.com',
    uri: 'https://example.com',
    'date-time': '2030-01-31T12:00:00Z',
    uuid: '0192f0c1-7a50-4c7e-8c1e-000000000000',
    uuid4: '0192f0c1-7a50-4c7e-8c1e-000000000000',
  };
  return texts[plain.format ?? ''] ?? 'text';
}

function curlOf(method: string, path: string, operation: Operation, api: Document): string {
  const query = operation.parameters
    .map((parameter) => resolve(parameter, api))
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map((parameter) => `${parameter.name}=${encodeURIComponent(String(sample(parameter.schema, api)))}`);
  const url = `${location.origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${url}'`];
  const scheme = operation.security[0] ? Object.keys(operation.security[0])[0] : undefined;
  if (scheme)
    lines.push(`-H "Authorization: Bearer $${scheme === 'operator' ? 'FLORIN_OPERATOR_TOKEN' : 'KEY'}"`);
  const json = operation.requestBody?.content['application/json'];
  if (json) {
    lines.push(`-H 'Content-Type: application/json'`);
    lines.push(`-d '${JSON.stringify(sample(json.schema, api)).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(' \\\n  ');
}

function describeCurl(text: string): HTMLElement {
  const button = element('button', 'copy', 'Copy');
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => {
        button.textContent = 'Copied';
        setTimeout(() => {
          button.textContent = 'Copy';
        }, 1500);
      },
      () => {
        button.textContent = 'Not allowed';
      },
    );
  });
  return element('div', 'curl', element('pre', '', text), button);
}

function describeOperation(method: string, path: string, operation: Operation, api: Document): HTMLElement {
  const body = element('div', 'body');
  const parameters = operation.parameters.map((parameter) => resolve(parameter, api));
  if (parameters.length > 0) {
    const list = element('ul', 'members');
    for (const { name, schema, required, description, in: place } of parameters) {
      list.append(describeMember(name, { description, ...schema }, required ?? false, api, place));
    }
    body.append(element('h4', '', 'Parameters'), list);
  }
  for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
    const title = operation.requestBody?.required ? 'Body' : 'Body (may be left out)';
    body.append(element('h4', '', `${title}, ${type}`), describeSchema(schema, api));
  }
  body.append(element('h4', '', 'Answers'));
  for (const [status, { description, content }] of Object.entries(operation.responses)) {
    const answer = element(
      'details',
      'answer',
      element('summary', '', element('code', '', status), ` ${description}`),
    );
    const shapes = Object.values(content ?? {});
    const fill = () => answer.append(...shapes.map(({ schema }) => describeSchema(schema, api)));
    if (shapes.length > 0) answer.addEventListener('toggle', fill, { once: true });
    body.append(answer);
  }
  body.append(element('h4', '', 'Try it'), describeCurl(curlOf(method, path, operation, api)));
  return body;
}

type Entry = { tag: string; text: string; section: HTMLDetailsElement; link: HTMLElement };

function makeEntry(name: string, method: string, path: string, operation: Operation, api: Document): Entry {
  const section = element('details', 'operation') as HTMLDetailsElement;
  section.id = `${name}/${operation.operationId}`;
  section.append(
    element(
      'summary',
      '',
      element('span', `method ${method}`, method.toUpperCase()),
      element('span', 'path', path),
      element('span', 'words', operation.summary),
    ),
  );
  section.addEventListener('toggle', () => {
    if (section.children.length === 1) section.append(describeOperation(method, path, operation, api));
    if (section.open) history.replaceState(null, '', `#${section.id}`);
  });
  const link = element(
    'a',
    '',
    element('span', `method ${method}`, method.toUpperCase()),
    element('span', '', operation.summary),
  );
  link.setAttribute('href', `#${section.id}`);
  const text = `${method} ${path} ${operation.summary}`.toLowerCase();
  return { tag: operation.tags[0] ?? '', text, section, link };
}

/** Shows the operations that hold every word of the search, under their groups. */
function showEntries(entries: Entry[], search: string, heading: Node[]): void {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => words.every((word) => entry.text.includes(word)));
  const main: Node[] = [...heading];
  const index: Node[] = [];
  for (const tag of [...new Set(found.map((entry) => entry.tag))].sort()) {
    const group = found.filter((entry) => entry.tag === tag);
    const title = tag.replaceAll('-', ' ');
    main.push(element('h3', '', title), ...group.map((entry) => entry.section));
    index.push(element('h2', '', title), ...group.map((entry) => entry.link));
  }
  if (found.length === 0) main.push(element('p', 'note', 'No operation has all of these words.'));
  document.getElementById('main')?.replaceChildren(...main);
  document.getElementById('index')?.replaceChildren(...index);
}

async function loadApi(name: string): Promise<{ entries: Entry[]; heading: Node[] }> {
  const response = await fetch(`/openapi/${name}.json`);
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  const api = (await response.json()) as Document;
  const entries = Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => makeEntry(name, method, path, operation, api)),
  );
  const source = element('a', '', 'OpenAPI 3.1 document');
  source.setAttribute('href', `/openapi/${name}.json`);
  const heading = [
    element('h2', '', api.info.title),
    element('p', 'note', `${api.info.description} Contract ${api.info.version}. `, source),
  ];
  return { entries, heading };
}

function startBrowsing(): void {
  const tabs = [...document.querySelectorAll<HTMLElement>('.tab')];
  const search = document.getElementById('search') as HTMLInputElement;
  const apis = new Map<string, Promise<{ entries: Entry[]; heading: Node[] }>>();
  let shown = '';

  async function show(): Promise<void> {
    const wanted = decodeURIComponent(location.hash.slice(1)).split('/')[0] ?? '';
    const name = tabs.some((tab) => tab.dataset.api === wanted) ? wanted : (tabs[0]?.dataset.api ?? '');
    for (const tab of tabs) {
      if (tab.dataset.api === name) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
    }
    const api = apis.get(name) ?? loadApi(name);
    apis.set(name, api);
    try {
      const { entries, heading } = await api;
      if (shown !== `${name} ${search.value}`) showEntries(entries, search.value, heading);
      shown = `${name} ${search.value}`;
    } catch (error) {
      apis.delete(name);
      const text = `The document could not be read. ${error instanceof Error ? error.message : ''}`;
      document.getElementById('main')?.replaceChildren(element('p', 'note', text));
    }
  }

  async function goToHash(): Promise<void> {
    await show();
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(target instanceof HTMLDetailsElement)) return;
    target.open = true;
    target.scrollIntoView();
  }

  search.addEventListener('input', show);
  window.addEventListener('hashchange', goToHash);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    search.focus();
  });
  goToHash();
}

/** All that the page's script is made of. */
export const browser: readonly ((...input: never[]) => unknown)[] = [
  element,
  resolve,
  kindOf,
  objectsIn,
  describeMember,
  describeObject,
  describeSchema,
  sample,
  curlOf,
  describeCurl,
  describeOperation,
  makeEntry,
  showEntries,
  loadApi,
  startBrowsing,
];
