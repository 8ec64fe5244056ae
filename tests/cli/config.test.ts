import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eventsOf, runTune, type Finished } from './run-tune.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const STRATEGY = `(options = {}) => ({
  name: 'still', apiVersion: 1, options,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ space, count }) => Array.from({ length: count }, () => ({
    point: space.decode(new Float64Array(space.columns.length).fill(options.at ?? 0.5)),
  })),
})`;

/** A project of a person, with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tune-config-'));
  folders.push(folder);
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const comparisonOf = (run: Finished) => eventsOf(run).at(-1)!;

const CONFIG = `
import { still } from './still.ts';
export default {
  strategies: { near: { use: still, options: { at: 0.25 } }, rbf: 'bayes?kernel=rbf' },
  objectives: {
    line: { command: 'node -p ({x})**2', space: 'short' },
  },
  spaces: { short: [{ name: 'x', type: 'float', low: -1, high: 1 }] },
  suites: { both: ['branin', 'hartmann6'] },
  defaults: { objective: 'branin', strategies: ['near', 'rbf'], trials: 3 },
};`;

const FILES = { 'tune.config.ts': CONFIG, 'still.ts': `export const still = ${STRATEGY};` };

test('a comparison in a project with a config needs no flags, also from a folder below', async () => {
  const folder = project({ ...FILES, 'below/note.txt': '' });
  const run = await runTune(['compare', '--json'], { cwd: join(folder, 'below') });
  expect(run.stderr).toContain('objective branin, strategies near,rbf, trials 3');
  expect(run.code).toBe(0);
  expect(comparisonOf(run)).toMatchObject({ objective: 'branin', trials: 3 });
  const points = eventsOf(run).filter(
    ({ type, strategy }) => type === 'trial' && strategy === 'near',
  );
  expect(points).toHaveLength(3);
  expect(points[0]).toMatchObject({ point: { x1: -1.25, x2: 3.75 } });
});

test('the command line beats the config, and --no-config uses none', async () => {
  const folder = project(FILES);
  const typed = await runTune(['compare', '--trials', '2', '--strategies', 'near', '--json'], {
    cwd: folder,
  });
  expect(comparisonOf(typed)).toMatchObject({ trials: 2 });
  const without = await runTune(['compare', '--no-config', '--strategies', 'near'], {
    cwd: folder,
  });
  expect(without.code).toBe(2);
  expect(without.stderr).toContain('no strategy is called "near"');
});

test('a suite stands for its objectives, and a program of the config is one of them', async () => {
  const folder = project(FILES);
  const run = await runTune(
    ['compare', '--objective', 'both,line', '--strategies', 'near', '--json'],
    { cwd: folder },
  );
  expect(run.code, run.stderr).toBe(0);
  const objectives = eventsOf(run)
    .filter(({ type }) => type === 'comparison')
    .map(({ objective }) => objective);
  expect(objectives).toEqual(['branin', 'hartmann6', 'line']);
});

test('a resume uses the config of the comparison, and says if it is gone', async () => {
  const folder = project(FILES);
  const own = { cwd: folder, env: { TUNE_STORAGE: 'tune.db' } };
  expect((await runTune(['compare', '--name', 'first', '--json'], own)).code).toBe(0);
  const more = await runTune(['resume', 'first', '--trials', '+1', '--json'], own);
  expect(more.code, more.stderr).toBe(0);
  expect(comparisonOf(more)).toMatchObject({ trials: 4 });
  rmSync(join(folder, 'tune.config.ts'));
  const gone = await runTune(['resume', 'first', '--trials', '+1'], own);
  expect(gone.code).toBe(2);
  expect(gone.stderr).toContain(
    'first was started with the config tune.config.ts, which no longer exists',
  );
});

test.each([
  [
    '{ defaults: { trails: 3 } }',
    /tune\.config\.ts: defaults has no option trails\. Did you mean trials\?/,
  ],
  [
    '{ defaults: { trials: "many" } }',
    /defaults\.trials: expected a whole number .* but got "many"/,
  ],
  ['{ strategys: {} }', /it has no key strategys\. Did you mean strategies\?/],
  [
    '{ strategies: { bayes: "grid" } }',
    /strategies\.bayes: that is the name of a built-in strategy/,
  ],
  ['{ suites: { branin: ["levy"] } }', /suites\.branin: that is the name of an objective/],
  [
    '{ strategies: { one: "two?a=1", two: { use: "one", options: {} } } }',
    /strategies\.one leads to itself: one -> two -> one/,
  ],
  ['() => ({})', /expected an object, as defineConfig\(\) returns it, but got a function/],
  ['7', /expected an object, as defineConfig\(\) returns it, but got 7/],
])('the config %s is refused with file and reason', async (text, message) => {
  const folder = project({ 'tune.config.ts': `export default ${text};` });
  const run = await runTune(['compare', '--objective', 'branin'], { cwd: folder });
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(message);
});

test('an entry that names another one has the options of both, and its thread', async () => {
  const strategies = '{ low: "mid", mid: "./quarter.mjs?at=0.25" }';
  const folder = project({
    'tune.config.mjs': `export default { strategies: ${strategies} };`,
    'quarter.mjs': `import { isMainThread } from 'node:worker_threads';
      const make = ${STRATEGY};
      export default (options) => make(isMainThread ? {} : options);`,
  });
  const run = await runTune(
    ['compare', '--objective', 'branin', '--strategies', 'low', '--trials', '1', '--json'],
    { cwd: folder },
  );
  expect(run.code, run.stderr).toBe(0);
  const trial = eventsOf(run).find(({ type }) => type === 'trial');
  expect(trial).toMatchObject({ point: { x1: -1.25, x2: 3.75 } });
});

test('a config that throws is refused with file, line and cause', async () => {
  const folder = project({ 'tune.config.mjs': 'const a = 1;\nthrow new RangeError("too far");\n' });
  const run = await runTune(['compare', '--objective', 'branin'], { cwd: folder });
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/tune\.config\.mjs: too far \(tune\.config\.mjs:2:7\)/);
});

test('a strategy of the config is another one after what it imports was edited', async () => {
  const folder = project(FILES);
  const own = { cwd: folder, env: { TUNE_STORAGE: 'tune.db' } };
  await runTune(['compare', '--strategies', 'near', '--json'], own);
  writeFileSync(join(folder, 'still.ts'), `${FILES['still.ts']} // edited`);
  const again = await runTune(['compare', '--strategies', 'near', '--json'], own);
  expect(again.stderr).toContain('still.ts has changed since');
  expect(eventsOf(again).filter(({ type }) => type === 'trial')).toHaveLength(3);
});
