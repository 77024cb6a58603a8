// The tests of faults, longer than they go in an ordinary run: `npm run faults -- --rounds 200 --seed 7`.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
  allowPositionals: true,
});
if (!(Number(values.rounds) > 0) || !(Number(values.seed) >= 0)) {
  console.error(
    '--rounds is a number above 0, --seed one from 0 on. Names of faults, such as `killed`, choose among them.',
  );
  process.exit(2);
}

const root = path.join(import.meta.dirname, '../..');
const files = globSync('test/faults/*.test.ts', { cwd: root })
  .sort()
  .filter((file) => positionals.length === 0 || positionals.some((name) => file.includes(name)));
if (files.length === 0) {
  console.error(`There is no such fault: ${positionals.join(' ')}.`);
  process.exit(2);
}
console.log(
  `Seed ${values.seed}, ${values.rounds} rounds. Again: npm run faults -- ${process.argv.slice(2).join(' ')} --seed ${values.seed}`,
);
const child = spawn(process.execPath, [path.join(root, 'scripts/test.mjs'), ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FLORIN_FAULT_ROUNDS: values.rounds, FLORIN_FAULT_SEED: values.seed },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
