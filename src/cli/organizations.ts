import { createOrganization, selectOrganizations, slugify } from '../billing/organizations/index.ts';
import { organizationView } from '../dialects/florin/index.ts';
import { wallClock } from '../platform/clock.ts';
import { readConfig } from '../server/config.ts';
import { type Command, required, table } from './command.ts';
import { resultOf, withDatabase } from './with-database.ts';

const publicUrl = () => readConfig(process.env).publicUrl ?? '';

export const organizationsCreate: Command = {
  name: 'organizations create',
  summary: 'Make an organization',
  options: {
    name: { value: '<name>', meaning: 'as its customers read it' },
    slug: { value: '<slug>', meaning: 'as addresses show it; made of the name where left out' },
  },
  async run(values) {
    const name = required(values, 'name');
    const slug = values.slug ?? slugify(name);
    const organization = await withDatabase(async (pool) =>
      resultOf(await createOrganization(pool, wallClock, `cli_${crypto.randomUUID()}`, { name, slug })),
    );
    return {
      json: organizationView(organization, publicUrl()),
      lines: [
        `Made ${organization.name} (${organization.slug}), ${organization.id}.`,
        `Next: keys create --organization ${organization.slug}`,
      ],
    };
  },
};

export const organizationsList: Command = {
  name: 'organizations list',
  summary: 'List the organizations, newest first',
  options: {},
  async run() {
    const organizations = await withDatabase((pool) => selectOrganizations(pool));
    const rows = organizations.map(({ id, slug, name }) => [id, slug, name]);
    return {
      json: { items: organizations.map((each) => organizationView(each, publicUrl())) },
      lines:
        rows.length > 0 ? table(rows) : ['There are none yet. Make one: organizations create --name "Acme"'],
    };
  },
};
