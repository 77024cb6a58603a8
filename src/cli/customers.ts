import { eraseCustomer, finishErasure, selectErasure } from '../billing/erasure/index.ts';
import { watchTestClocks } from '../billing/test-clocks/index.ts';
import { erasureView } from '../dialects/florin/index.ts';
import { wallClock } from '../platform/clock.ts';
import { parseUuid } from '../platform/ids.ts';
import { type Command, CommandError, required, UsageError } from './command.ts';
import { findOrganization, operatorScope, resultOf, withDatabase } from './with-database.ts';

export const customersErase: Command = {
  name: 'customers erase',
  summary: 'Delete a customer, deleted already or not, and all that names its people but issued documents',
  options: {
    organization: { value: '<id or slug>', meaning: 'whose customer' },
    mode: { value: 'test|live', meaning: 'test where left out' },
  },
  positionals: ['<customer id>'],
  async run(values, [text = '']) {
    const name = required(values, 'organization');
    const { mode = 'test' } = values;
    if (mode !== 'test' && mode !== 'live') {
      throw new UsageError(`--mode must be test or live, not '${mode}'.`);
    }
    const id = parseUuid(text);
    if (!('uuid' in id)) throw new UsageError(`'${text}' is no customer's id.`);
    const erasure = await withDatabase(async (pool) => {
      const organization = await findOrganization(pool, name);
      const clocks = await watchTestClocks(pool, wallClock);
      try {
        const clock = clocks.clockOf(organization.id, mode);
        const scope = { ...operatorScope(pool, organization, mode), clock, database: pool };
        const begun = resultOf(await eraseCustomer(scope, id.uuid));
        await finishErasure(scope, begun);
        const finished = await selectErasure(scope, begun.id);
        if (!finished) throw new CommandError('not_found', 'The erasure is gone.');
        return finished;
      } finally {
        await clocks.close();
      }
    });
    return {
      json: erasureView(erasure),
      lines: [
        `Customer ${erasure.customerId} is erased, but for issued documents. The audit log says so as erasure ${erasure.id}.`,
      ],
    };
  },
};
