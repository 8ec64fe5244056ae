import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const STRATEGY = `(options = {}) => ({
  name: 'still', apiVersion: 1, options,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ space, count }) => Array.from({ length: count }, () => ({
    point: space.decode(new Float64Array(space.columns.length).fill(0.5)),
  })),
})`;

const folder = mkdtempSync(join(tmpdir(), 'tune-plugins-'));
const run = (...words: string[]) => runTune(words, { cwd: folder });
const manifest = (name: string, more: object = {}) =>
  JSON.stringify({ name, version: '1.2.3', type: 'module', ...more });

beforeAll(() => {
  const files = {
    'package.json': '{"type":"module"}',
    'node_modules/tune-strategy-good/package.json': manifest('tune-strategy-good', {
      main: './main.js',
    }),
    'node_modules/tune-strategy-good/main.js': `export default ${STRATEGY};`,
    'node_modules/@lab/tune-strategy-deep/package.json': manifest('@lab/tune-strategy-deep', {
      exports: './lib.js',
    }),
    'node_modules/@lab/tune-strategy-deep/lib.js': `export default ${STRATEGY};`,
    'node_modules/plain/package.json': manifest('plain', {
      keywords: ['tune-strategy'],
      exports: './lib.js',
    }),
    'node_modules/plain/lib.js': `export default ${STRATEGY};`,
    'node_modules/tune-strategy-bad/package.json': manifest('tune-strategy-bad', {
      main: './main.js',
    }),
    'node_modules/tune-strategy-bad/main.js': 'const a = 1;\nthrow new Error("no licence");',
    'node_modules/tune-strategy-old/package.json': manifest('tune-strategy-old', {
      main: './main.js',
    }),
    'node_modules/tune-strategy-old/main.js':
      'export default () => ({ name: "old", apiVersion: 2 });',
    'folder/index.ts': `export default ${STRATEGY};`,
    'what?/mine.mjs': `export default ${STRATEGY};`,
    'what?/package/package.json': '{"exports":{"import":"./lib.ts"}}',
    'what?/package/lib.ts': `const of: number = 1; export default ${STRATEGY};`,
    'two.cjs': `exports.one = ${STRATEGY}; exports.two = 7;`,
    'space.json': '[{"name":"x","type":"float","low":-1,"high":1}]',
    'keeper.mjs': 'export default () => ({ name: "keeper", decide: () => "keep" });',
    'count.mjs':
      'export default () => { let n = 0; return { event: ({ type }) => { if (type === "trial-ended") n += 1; }, end: () => { console.error(`counted ${n}`); } }; };',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const BRANIN = ['run', '--objective', 'branin', '--trials', '2', '--json', '--strategy'];

test.each([
  ...['good', 'tune-strategy-good', '@lab/deep', '@lab/tune-strategy-deep', 'plain'],
  ...['./folder', './what?/mine.mjs', 'what?/mine.mjs', './what?/package', './two.cjs#one'],
])('the strategy %s is found', async (name) => {
  const found = await run(...BRANIN, name);
  expect(found.code, found.stderr).toBe(0);
  expect(eventsOf(found).filter(({ type }) => type === 'trial')).toHaveLength(2);
});

test('options may follow a path with a question mark', async () => {
  const found = await run(...BRANIN, './what?/mine.mjs?radius=2');
  expect(found.code, found.stderr).toBe(0);
});

test.each([
  ['./nothing.mjs', /there is no such file/],
  ['./two.cjs#three', /it has no export three; it has/],
  ['tune-strategy-bad', /no licence \(node_modules\/tune-strategy-bad\/main\.js:2:7\)/],
  ['tune-strategy-old', /its apiVersion is 2/],
  ['nope', /Built in: bayes, grid, random\. Libraries in Python: .*optuna/],
])('the strategy %s is refused with the reason', async (name, message) => {
  const refused = await run(...BRANIN, name);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(message);
});

test('pruners and reporters may be plugins', async () => {
  const program = ['--command', 'node -p ({x})**2', '--space-file', 'space.json', '--steps', '3'];
  const words = ['run', ...program, '--trials', '2', '--strategy', 'random'];
  const done = await run(...words, '--pruner', './keeper.mjs', '--reporter', 'json,./count.mjs');
  expect(done.code, done.stderr).toBe(0);
  expect(done.stderr).toContain('counted 2');
  const reporter = await run(...words, '--reporter', './keeper.mjs');
  expect(reporter.stderr).toContain('Expected a reporter (event(), end()) from "./keeper.mjs"');
  const pruner = await run(...words, '--pruner', './count.mjs');
  expect(pruner.stderr).toContain('Expected a pruner (decide()) from "./count.mjs"');
});

test('tune plugins lists what is found, and why something was refused', async () => {
  const listed = await run('plugins', '--json');
  const of = (name: string) => eventsOf(listed).find((one) => one['name'] === name);
  expect(listed.code).toBe(1);
  expect(of('bayes')).toMatchObject({ kind: 'strategy', origin: 'built-in', state: 'ok' });
  expect(of('plain')).toMatchObject({ origin: 'package', version: '1.2.3', state: 'ok' });
  expect(of('tune-strategy-bad')).toMatchObject({
    ...{ state: 'refused', version: '1.2.3' },
    reason: expect.stringContaining(
      'no licence (node_modules/tune-strategy-bad/main.js:2:7)',
    ) as string,
  });
  expect(of('tune-strategy-old')).toMatchObject({
    state: 'refused',
    reason: 'its apiVersion is 2',
  });
});

test('tune strategies tells options with type, range and default', async () => {
  const [bayes] = eventsOf(await run('strategies', 'bayes', '--json'));
  expect(bayes).toMatchObject({ type: 'strategy', capabilities: { parallel: true } });
  expect(bayes!['options']).toContainEqual(
    expect.objectContaining({
      name: 'kernel',
      type: 'choice',
      default: 'matern52',
      choices: ['matern52', 'matern32', 'rbf'],
    }),
  );
  const { stdout } = await run('strategies', 'bayes');
  expect(stdout).toMatch(/candidates\s+.* A whole number from 1 to 10000; default 512/);
  expect(stdout).toMatch(/tune run --objective branin --strategy bayes/);
});

test('tune objectives tells space, optimum and presets', async () => {
  const [branin] = eventsOf(await run('objectives', 'branin', '--json'));
  expect(branin).toMatchObject({ type: 'objective', direction: 'minimize', isolation: 'none' });
  const { stdout } = await run('objectives', 'mnist-table');
  expect(stdout).toContain('wide (eight parameters');
});
