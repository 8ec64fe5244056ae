// Strategies that misbehave: node tests/faults/misbehaving-strategies.mjs [--count 20] [--seed 1]
// Each round compares a good strategy with some bad ones, drawn at random. The good one must get the results that it
// gets alone, each bad one must be named, and no process and no temporary folder may stay behind.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRng } from '@tune/core/plugin';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const rng = createRng(Number(values.seed));
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'packages/cli/bin/tune.js');

const BAD = [
  ...['never', 'loop', 'meta-bigint', 'meta-cycle', 'meta-nan', 'meta-date', 'meta-big'],
  ...['nothing', 'many', 'million', 'object', 'null-point', 'outside', 'extra', 'missing'],
  ...['throws', 'throws-string', 'throws-undefined', 'throws-storage', 'throws-hostile'],
  ...['rejects-late', 'unhandled', 'timer', 'exit', 'abort', 'hostile-point', 'memory'],
  ...['setup-throws', 'setup-never', 'setup-loop', 'setup-odd', 'prepare-never', 'prepare-throws'],
];
/** They break no rule that is seen from outside: nothing of them may reach the others. */
const HARMLESS = ['poison', 'keeps', 'meta-fickle', 'console', 'same'];

const temporary = mkdtempSync(join(tmpdir(), 'tune-misbehaving-'));
const specOf = (how) => `tests/fixtures/bad-strategy.mjs?how=${how}`;

function compare(strategies, parallel) {
  const args = [
    ...['compare', '--objective', 'branin', '--trials', '5', '--repeats', '2', '--json'],
    ...['--suggest-timeout', '2', '--parallel', String(parallel)],
    ...['--strategies', strategies.join(',')],
  ];
  return new Promise((resolve) => {
    const env = { ...process.env, CI: 'true', TUNE_STORAGE: 'memory', TMPDIR: temporary };
    const child = spawn(process.execPath, [bin, ...args], { cwd: root, env });
    let stdout = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.resume();
    child.on('close', (code) => {
      const lines = stdout.trimEnd().split('\n');
      resolve({ code, events: lines.map((line) => JSON.parse(line)) });
    });
  });
}

/** The points and values of a strategy, in order. */
const trialsOf = ({ events }, label) =>
  events
    .filter(({ type, strategy }) => type === 'trial' && strategy === label)
    .map(({ repeat, number, point, value, seed }) => [repeat, number, point, value, seed])
    .toSorted(([a, b], [c, d]) => a - c || b - d);

/** Processes whose temporary folder is that of this suite. */
const processes = () =>
  readdirSync('/proc').filter((entry) => {
    try {
      const env = readFileSync(`/proc/${entry}/environ`, 'latin1').split('\0');
      return env.includes(`TMPDIR=${temporary}`);
    } catch {
      return false;
    }
  });

const faults = [];
const alone = await compare(['random'], 1);
const expected = JSON.stringify(trialsOf(alone, 'random'));
let rounds = 0;
let tried = 0;
try {
  for (; rounds < Number(values.count); rounds++) {
    const drawn = Array.from({ length: 1 + rng.integer(3) }, () => BAD[rng.integer(BAD.length)]);
    const bad = [...new Set(drawn)];
    const harmless = rng.integer(2) === 0 ? [] : [HARMLESS[rng.integer(HARMLESS.length)]];
    const all = ['random', ...[...bad, ...harmless].map(specOf)];
    if (rng.integer(2) === 0) all.reverse();
    tried += bad.length + harmless.length;
    const what = `round ${rounds + 1} (${all.join(',')})`;
    const run = await compare(all, 1 + rng.integer(2));
    if (run.code !== 1) faults.push(`${what}: exit code ${run.code}`);
    const last = run.events.at(-1);
    if (last?.type !== 'comparison') {
      faults.push(`${what}: ends with ${last?.type}`);
      continue;
    }
    if (JSON.stringify(trialsOf(run, 'random')) !== expected) faults.push(`${what}: other trials`);
    for (const { name, failure } of last.strategies) {
      const isBad = bad.some((how) => name.endsWith(`how=${how}`));
      if (isBad !== (failure !== undefined)) faults.push(`${what}: failure of ${name}: ${isBad}`);
    }
    const left = readdirSync(temporary);
    if (left.length > 0) faults.push(`${what}: leaves ${left.join(', ')}`);
    const running = processes();
    if (running.length > 0) faults.push(`${what}: leaves the processes ${running.join(', ')}`);
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
console.log(
  `misbehaving strategies: ${rounds} rounds, ${tried} strategies; ${faults.length} faults`,
);
for (const fault of faults.slice(0, 10)) console.log(`  ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
