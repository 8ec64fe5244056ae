import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { runTune } from './run-tune.ts';

/** What a mistake prints; each exits with 2 and prints no stack. */
async function mistake(command: string | string[]): Promise<string> {
  const { code, stdout, stderr } = await runTune(
    typeof command === 'string' ? command.split(' ') : command,
  );
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(code).toBe(2);
  return stderr;
}

test('an unknown strategy comes back with the nearest name and all built-in ones', async () => {
  expect(await mistake('compare --objective branin --strategies baies')).toMatchInlineSnapshot(`
    "tune: no strategy is called "baies". Did you mean bayes?
          Built in: bayes, grid, random. Libraries in Python: ax, bayes_opt, hebo, hyperopt, nevergrad, optuna, skopt, smac. A path (./mine.mjs) or a package (tune-strategy-mine) works too.
    "
  `);
});

test('an unknown objective comes back with the nearest name and all built-in ones', async () => {
  expect(await mistake('compare --objective brainin')).toMatchInlineSnapshot(`
    "tune: no objective is called "brainin". Did you mean branin?
          Built in: mnist, mnist-table, branin, hartmann6, ackley, levy, rosenbrock, hpo6mixed, jenatton, gramacy, discrete-hartmann, discrete-ackley. A path (./mine.mjs) or a package (tune-objective-mine) works too.
    "
  `);
});

test('an unknown preset comes back with all presets', async () => {
  expect(await mistake('compare --objective mnist --preset quik')).toMatchInlineSnapshot(`
    "tune: The objective "mnist" has no preset "quik". Did you mean quick? Its presets: quick, full, tutorial, tutorial-units, wide.
    "
  `);
  expect(await mistake('compare --objective branin --preset quick')).toMatchInlineSnapshot(`
    "tune: The objective "branin" has no preset "quick". It has no presets.
    "
  `);
});

test('an unknown flag or command comes back with the nearest and all known ones', async () => {
  expect(await mistake('compare --trails 4')).toMatchInlineSnapshot(`
    "tune: tune compare has no flag --trails. Did you mean --trials?
          Its flags: --help, --version, --objective, --strategies, --preset, --backend, --command, --space-file, --direction, --metric, --steps, --trials, --budget-seconds, --repeats, --at-most, --seed, --parallel, --pruner, --max-failures, --executor, --isolation, --memory-limit, --trial-timeout, --suggest-timeout, --target, --patience, --rope, --confirm, --max-seconds, --max-retries, --name, --storage, --durability, --fresh, --reporter, --json, --verbose, --config, --check, --winner, --fail-unless-better-than, --at-least, --probability.
    "
  `);
  expect(await mistake('compere')).toMatchInlineSnapshot(`
    "tune: there is no command compere. Did you mean compare?
          The commands: compare, run, resume, assert, ls, show, best, importance, export, import, rm, enqueue, evaluate, serve, init, strategies, objectives, plugins, setup, doctor, complete.
    "
  `);
  expect(await mistake([])).toMatchInlineSnapshot(`
    "tune: Say what to do: compare, run, resume, assert, ls, show, best, importance, export, import, rm, enqueue, evaluate, serve, init, strategies, objectives, plugins, setup, doctor or complete. tune --help says more.
    "
  `);
});

test('a number out of range comes back with its range', async () => {
  expect(await mistake('compare --objective branin --trials 0')).toMatchInlineSnapshot(`
    "tune: --trials expects a whole number from 1 to 1,000,000 or so many more (+5), but got 0.
    "
  `);
  expect(await mistake('compare --objective branin --repeats 1.5')).toMatchInlineSnapshot(`
    "tune: --repeats expects a whole number from 1 to 1,000, so many more (+5) or auto, but got 1.5.
    "
  `);
  expect(await mistake('compare --objective branin --seed x')).toMatchInlineSnapshot(`
    "tune: --seed expects a number, but got "x".
    "
  `);
});

test.each([
  ['compare --objective branin --objective hartmann6', '--objective is given more than once.'],
  ['compare --trials', '--trials expects a value behind it.'],
  ['compare --target soon', '--target expects a number, but got "soon".'],
  ['compare --json=maybe', '--json expects no value, true or false, but got "maybe".'],
  ['compare --verbose 3', '--verbose expects one of 0, 1, 2, but got 3.'],
  ['compare branin', 'tune compare does not expect "branin".'],
  ['run --strategies bayes', 'tune run has no flag --strategies. Did you mean --strategy?'],
  [
    'compare --trial-timeout 99999999999',
    '--trial-timeout expects seconds from 0.001 to 31,536,000 (365 days), but got 99999999999.',
  ],
  ['compare --parallel 1000', '--parallel expects a whole number from 1 to 256, but got 1000.'],
  ['doctor --trials 3', 'tune doctor has no flag --trials.'],
  ['evaluate --objective branin', '--point is needed: the point as JSON.'],
  ['show', 'tune show expects more words behind it: tune show --help'],
  [
    'compare --objective branin --direction maximize',
    '--direction belongs to --command; an objective brings its own.',
  ],
])('%s', async (command, sentence) => {
  expect((await mistake(command)).split('\n')[0]).toBe(`tune: ${sentence}`);
});

test('--version prints the version, -h the help', async () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../packages/cli/package.json', import.meta.url), 'utf8'),
  );
  expect((await runTune(['--version'])).stdout).toBe(`${version}\n`);
  expect((await runTune(['-h'])).stdout).toBe((await runTune(['--help'])).stdout);
});

test('refuses an option that a strategy does not have or cannot use', async () => {
  expect(await mistake('compare --objective branin --strategies bayes?nois=1'))
    .toMatchInlineSnapshot(`
      "tune: The strategy "bayes" has no option "nois". Did you mean noise? Its options: initialTrials, noise, kernel, acquisition, candidates, trustRegion, backend.
      "
    `);
  expect(await mistake('compare --objective branin --strategies bayes?noise=loud'))
    .toMatchInlineSnapshot(`
      "tune: The strategy "bayes" expects one of auto, infer, deterministic for its option "noise", but got "loud".
      "
    `);
});

test('lists all faults of a space with their paths', async () => {
  expect(await mistake('compare --objective tests/fixtures/faults.mjs')).toMatchInlineSnapshot(`
    "tune: The space is invalid:
            lr.low: expected low > 0 for a log scale, but got 0
            rate.low: expected low <= high, but got low 1 and high 0
            act.choices: expected at least one choice
    "
  `);
});

test('lists all faults of a point', async () => {
  const text = await mistake(['evaluate', '--objective', 'branin', '--point', '{x1:1}']);
  // What follows in brackets is the parser's own and differs between versions of Node.
  expect(text).toContain(`a point is JSON such as '{"lr":0.002}', but this came: {x1:1} (`);
  expect(await mistake(['evaluate', '--objective', 'branin', '--point', '{"x1":99,"x3":1}']))
    .toMatchInlineSnapshot(`
    "tune: The point is not in the space:
            x1: expected a number in -5 .. 10, but got 99
            x2: expected a finite number, but got nothing
            x3: unknown parameter; the parameters are x1, x2
    "
  `);
});

test('refuses a file that is missing or is not a plugin', async () => {
  expect(await mistake('compare --objective ./nowhere.mjs')).toMatch(
    /"\.\/nowhere\.mjs" could not be loaded/,
  );
  const unfinished = join(mkdtempSync(join(tmpdir(), 'tune-unfinished-')), 'unfinished.mjs');
  writeFileSync(unfinished, 'export default () => {\n  return {\n');
  expect(await mistake(`compare --objective branin --strategies ${unfinished}`)).toContain(
    `could not be loaded: Unexpected end of input (${unfinished}:3)`,
  );
  rmSync(dirname(unfinished), { recursive: true });
  expect(await mistake('compare --objective branin --strategies tests/fixtures/flaky.mjs'))
    .toMatchInlineSnapshot(`
    "tune: Expected a strategy (name, apiVersion 1, capabilities, suggest) from "tests/fixtures/flaky.mjs", but its apiVersion is undefined.
    "
  `);
  expect(await mistake('compare --objective examples/strategy/nearby.mjs')).toMatchInlineSnapshot(`
    "tune: Expected an objective (name, space, direction, evaluate) from "examples/strategy/nearby.mjs", but its space was not made by space().
    "
  `);
});

test('refuses several strategies for run, and a folder as storage', async () => {
  expect(await mistake('run --objective branin --strategy random,grid')).toMatchInlineSnapshot(`
    "tune: run searches with one strategy; tune compare --strategies random,grid takes several.
    "
  `);
  const { code, stderr } = await runTune(['ls', '--storage', 'tests']);
  expect(code).toBe(1);
  expect(stderr).toContain(
    'tests is not a tune database: it is a folder. It was not changed; choose another file. (--storage FILE)',
  );
});
