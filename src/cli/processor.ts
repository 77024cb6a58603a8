import { readProcessorSetting, setStripe, unsetProcessor } from '../billing/payments/index.ts';
import { processorView, webOrigin } from '../dialects/florin/index.ts';
import type { Mode, Scope } from '../platform/scope.ts';
import { readConfig } from '../server/config.ts';
import { type Command, type Outcome, required, UsageError } from './command.ts';
import { findOrganization, operatorScope, resultOf, withDatabase } from './with-database.ts';

const options = {
  organization: { value: '<id or slug>', meaning: 'for whom' },
  mode: { value: 'test|live', meaning: 'in which mode' },
};

export const processorSet: Command = {
  name: 'processor set',
  summary:
    'Choose who charges; of Stripe the keys are read from STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET and STRIPE_PUBLISHABLE_KEY',
  options: {
    ...options,
    processor: {
      value: 'stripe|sandbox',
      meaning: 'stripe where left out; the sandbox is of test mode only',
    },
    'base-url': { value: '<url>', meaning: "where Stripe's API is served, where not at its own address" },
  },
  async run(values) {
    const { processor = 'stripe', 'base-url': baseUrl } = values;
    const mode = readMode(required(values, 'mode'));
    if (processor === 'stripe') {
      const account = {
        secretKey: readSecret('STRIPE_SECRET_KEY'),
        webhookSecret: readSecret('STRIPE_WEBHOOK_SECRET'),
        baseUrl: baseUrl === undefined ? null : readBaseUrl(baseUrl),
      };
      const publishableKey = process.env.STRIPE_PUBLISHABLE_KEY?.trim() || undefined;
      return inMode(values, mode, async (scope) => resultOf(await setStripe(scope, account, publishableKey)));
    }
    if (processor !== 'sandbox' || mode === 'live') {
      throw new UsageError(`--processor must be stripe${mode === 'test' ? ' or sandbox' : ' in live mode'}.`);
    }
    return inMode(values, mode, unsetProcessor);
  },
};

export const processorShow: Command = {
  name: 'processor show',
  summary: 'Show who charges',
  options,
  run: (values) => inMode(values, readMode(required(values, 'mode')), readProcessorSetting),
};

type Values = Record<string, string | undefined>;

function inMode(
  values: Values,
  mode: Mode,
  work: (scope: Scope) => ReturnType<typeof readProcessorSetting>,
): Promise<Outcome> {
  const name = required(values, 'organization');
  return withDatabase(async (pool) => {
    const scope = operatorScope(pool, await findOrganization(pool, name), mode);
    const view = processorView(await work(scope), scope, readConfig(process.env).publicUrl ?? '');
    return {
      json: view,
      lines: [
        view.processor === null
          ? 'Nobody: in live mode nothing can be charged until a processor is set.'
          : `${view.processor}, in ${mode} mode${view.base_url === null ? '' : `, at ${view.base_url}`}`,
        ...(view.processor === 'stripe' ? [`Webhook endpoint: ${view.webhook_url}`] : []),
      ],
    };
  });
}

function readMode(text: string): Mode {
  if (text === 'test' || text === 'live') return text;
  throw new UsageError(`--mode must be test or live, not '${text}'.`);
}

/** Of the environment: what is typed stands in the shell's history, and in the list of processes. */
function readSecret(name: string): string {
  const value = process.env[name]?.trim();
  if (!value) throw new UsageError(`Set ${name}.`);
  return value;
}

function readBaseUrl(text: string): string {
  const origin = webOrigin(text);
  if (origin === undefined) throw new UsageError('--base-url must be a web address without a path.');
  return origin;
}
