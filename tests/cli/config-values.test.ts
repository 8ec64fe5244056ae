import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune, trialsOf } from './run-tune.ts';

const core = JSON.stringify(
  fileURLToPath(new URL('../../packages/core/dist/index.js', import.meta.url)),
);

/** Objectives that are values: one plain, one of a factory with options. They write down their process. */
const CONFIG = `
import { appendFileSync, writeFileSync } from 'node:fs';
import { float, space } from ${core};
const slope = ({ by = 1 } = {}) => ({
  name: 'slope', version: '1', direction: 'minimize', options: { by }, space: space({ x: float(-1, 1) }),
  evaluate: ({ x }) => {
    appendFileSync('pids', process.pid + '\\n');
    return by * x;
  },
});
export default {
  objectives: { plain: slope(), steep: { use: slope, options: { by: 10 } } },
  defaults: { objective: 'plain', strategies: 'random', trials: 4 },
};`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-values-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tune.config.mjs'), CONFIG);
});
afterEach(() => rmSync(folder, { recursive: true }));

const tune = (line: string) =>
  runTune(line.split(' '), { cwd: folder, env: { TUNE_STORAGE: 'tune.db' } });

/** The processes that evaluated since the last call. */
function pids(): readonly string[] {
  const file = join(folder, 'pids');
  const found = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(file);
  return found;
}

test('objectives that are values of the config are evaluated in child processes', async () => {
  const plain = await tune('compare --name first --json');
  expect(plain.code, plain.stderr).toBe(0);
  expect(plain.stderr).toContain('one child process');
  expect(new Set(pids()).size).toBe(1);
  const steep = await tune('compare --objective steep --parallel 2 --json');
  expect(steep.code, steep.stderr).toBe(0);
  expect(steep.stderr).toContain('2 child processes');
  expect(pids()).toHaveLength(4);
  for (const { point, value } of trialsOf(steep)) {
    expect(value).toBeCloseTo(10 * (point as { x: number }).x);
  }
  const more = await tune('resume first --trials +2 --parallel 2 --json');
  expect(more.code, more.stderr).toBe(0);
  expect(trialsOf(more)).toHaveLength(2);
  expect(pids()).toHaveLength(2);
}, 60_000);

test('a resume takes another config that is named', async () => {
  await tune('compare --name first --json');
  mkdirSync(join(folder, 'moved'));
  writeFileSync(join(folder, 'moved/tune.config.mjs'), CONFIG);
  rmSync(join(folder, 'tune.config.mjs'));
  const lost = await tune('resume first --trials +1');
  expect(lost.code).toBe(2);
  expect(lost.stderr).toContain('which no longer exists');
  const found = await tune('resume first --trials +1 --config moved/tune.config.mjs --json');
  expect(found.code, found.stderr).toBe(0);
  expect(trialsOf(found)).toHaveLength(1);
  const again = await tune('resume first --trials +1 --json');
  expect(again.code, again.stderr).toBe(0);
}, 60_000);

test('an imported comparison with a config does not run it without --trust', async () => {
  await tune('compare --name first --json');
  const { stdout } = await tune('export first --format json');
  writeFileSync(join(folder, 'first.json'), stdout);
  writeFileSync(
    join(folder, 'tune.config.mjs'),
    `import { writeFileSync as write } from 'node:fs'; write('ran', '');\n${CONFIG}`,
  );
  rmSync(join(folder, 'tune.db'));
  expect((await tune('import first.json')).stderr).toContain(
    'would run the config tune.config.mjs',
  );
  const refused = await tune('resume first --trials +1');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('the config tune.config.mjs');
  expect(refused.stderr).toContain('--trust');
  expect(existsSync(join(folder, 'ran'))).toBe(false);
  writeFileSync(join(folder, 'tune.config.mjs'), CONFIG);
  const trusted = await tune('resume first --trials +1 --trust --json');
  expect(trusted.code, trusted.stderr).toBe(0);
  expect(trialsOf(trusted)).toHaveLength(1);
  expect(eventsOf(await tune('ls --json'))).toHaveLength(1);
}, 60_000);

/** Strategies that are values: one sound, with options, and two that would hold their process. */
const STRATEGIES = `
import { threadId } from 'node:worker_threads';
const strategy = (name, suggest, options) => ({
  name, apiVersion: 1, version: '1', options, capabilities: { parallel: true, exhaustive: false }, suggest,
});
const still = ({ at = 0.5 } = {}) =>
  strategy('still', async ({ space }) => [
    { point: space.decode([at, at]), meta: { at, isThread: threadId > 0 } },
  ], { at });
export default {
  strategies: {
    near: { use: still, options: { at: 0.25 } },
    plain: still(),
    spin: () => strategy('spin', async () => { for (;;); }),
    leave: strategy('leave', async () => process.exit(7)),
  },
  defaults: { objective: 'branin', trials: 2 },
};`;

test('a strategy that is a value of the config costs only itself', async () => {
  writeFileSync(join(folder, 'tune.config.mjs'), STRATEGIES);
  const strategies = ['near', 'near?at=0.75', 'plain', 'spin', 'leave'].join(',');
  const run = await tune(`compare --strategies ${strategies} --suggest-timeout 2 --json`);
  expect(run.code, run.stderr).toBe(1);
  const ended = trialsOf(run).map(({ strategy, meta }) => [strategy, meta]);
  for (const [label, at] of [
    ['near', 0.25],
    ['near?at=0.75', 0.75],
    ['plain', 0.5],
  ] as const) {
    const own = ended.filter(([strategy]) => strategy === label);
    expect(own).toEqual(Array(2).fill([label, { at, isThread: true }]));
  }
  const failed = eventsOf(run).filter(({ type }) => type === 'strategy-failed');
  expect(failed).toMatchObject([
    { strategy: 'spin', code: 'STRATEGY_TIMED_OUT' },
    { strategy: 'leave', code: 'STRATEGY_EXITED' },
  ]);
}, 60_000);
