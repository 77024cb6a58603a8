import { createFirstLink } from '../billing/users/index.ts';
import { readConfig } from '../server/config.ts';
import { createDemo } from '../server/demo.ts';
import { type RunningServer, startServer } from '../server/start.ts';
import { banner, workerBanner } from './banner.ts';
import type { Command } from './command.ts';
import { linkAddress } from './dashboard.ts';
import { florinVersion } from './version.ts';

/** A server that has not ended by then has hung. */
const stopMilliseconds = 9_500;
const repeatMilliseconds = 500;

export const startCommand: Command = {
  name: 'start',
  summary: 'Serve, until SIGTERM or Ctrl-C',
  options: {
    role: {
      value: 'ROLE',
      meaning: 'api (answers requests), worker (due work, webhooks, mails) or all, as FLORIN_ROLE',
    },
  },
  endless: true,
  async run({ role }) {
    const config = readConfig(role === undefined ? process.env : { ...process.env, FLORIN_ROLE: role });
    const signalled = firstSignal();
    const server = await startServer(config, (line) => process.stderr.write(`florin: ${line}\n`));
    exitOnFaults(server);
    const version = florinVersion();
    if (config.role === 'worker') process.stdout.write(workerBanner(server.localUrl, version));
    else {
      const demo = await createDemo(server.pool, server.services.clock);
      const dashboard = await dashboardAddress(server);
      const { mailbox } = config;
      process.stdout.write(
        banner({ url: server.url, version, dashboard, mailbox, command: commandName(), demo }),
      );
    }
    await signalled;
    server.log.info('stopping');
    await server.stop();
    // Whatever still holds the process up holds nothing that matters.
    process.exit(0);
  },
};

/** With the link that makes the first user, where there is none yet. */
async function dashboardAddress({ url, pool, services }: RunningServer): Promise<string> {
  const token = await createFirstLink(pool, services.clock);
  return token === undefined ? `${url}/dashboard` : linkAddress(url, token);
}

/**
 * Waits for the signal to end. It counts from the first moment on, also while the server still starts; a second one
 * means at once.
 */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const onSignal = () => {
      firstAt ??= Date.now();
      // A terminal's Ctrl-C comes twice at the same time: from the terminal and from npm.
      if (Date.now() - firstAt > repeatMilliseconds) process.exit(1);
      setTimeout(() => {
        process.stderr.write('florin: did not stop in time\n');
        process.exit(1);
      }, stopMilliseconds).unref();
      resolve();
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  });
}

/** After a fault that nobody expected the process is in a state that nobody knows. */
function exitOnFaults({ log }: RunningServer): void {
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      process.exit(1);
    });
  }
}

/** How the reader called us, to tell how to call us again. */
function commandName(): string {
  return process.env.npm_lifecycle_event === undefined ? 'florin' : 'npm run -s florin --';
}
