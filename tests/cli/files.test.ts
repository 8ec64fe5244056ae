import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

/** A user's own folders: one with an objective, one without. */
let here: string;
let elsewhere: string;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tune-files-'));
  [here, elsewhere] = ['here', 'elsewhere'].map((name) => join(root, name)) as [string, string];
  for (const folder of [here, elsewhere]) mkdirSync(folder);
  writeObjective('(x - 1) ** 2');
});
afterEach(() => rmSync(root, { recursive: true }));

const core = fileURLToPath(new URL('../../packages/core/dist/index.js', import.meta.url));
const writeObjective = (value: string) =>
  writeFileSync(
    join(here, 'objective.mjs'),
    `import { float, space } from ${JSON.stringify(core)};
     export default {
       name: 'mine', direction: 'minimize', space: space({ x: float(-2, 2) }),
       evaluate: async ({ x }) => ${value},
     };`,
  );
const tune = (cwd: string, line: string, file = join(root, 'tune.db')) =>
  runTune([...line.split(' '), '--storage', file], { cwd });
const SEARCH = 'run --objective ./objective.mjs --strategy random --trials 4 --json';
const names = async () => eventsOf(await tune(root, 'ls --json')).map(({ name }) => name as string);
const valuesOf = (run: Awaited<ReturnType<typeof tune>>) =>
  eventsOf(run).flatMap(({ type, value }) => (type === 'trial' ? [value] : []));

test('an edited objective is another comparison, and the stored one refuses to go on with it', async () => {
  expect(valuesOf(await tune(here, SEARCH))).toHaveLength(4);
  // Nothing has changed: what is stored is shown.
  expect(valuesOf(await tune(here, SEARCH))).toHaveLength(0);
  const [old] = await names();
  writeObjective('(x - 1) ** 2 + 100');
  const changed = valuesOf(await tune(here, SEARCH));
  expect(changed).toHaveLength(4);
  expect(Math.min(...(changed as number[]))).toBeGreaterThan(99);
  expect(await names()).toHaveLength(2);
  const resumed = await tune(here, `resume ${old} --trials 6 --json`);
  expect(resumed).toMatchObject({ code: 2, stdout: '' });
  expect(resumed.stderr).toMatch(/objective\.mjs has changed since; undo the edit/);
  expect(resumed.stderr).not.toMatch(/^\s+at /m);
  // The refusal changes nothing: the stored comparison keeps the text that it had.
  const stored = eventsOf(await tune(here, 'ls --json')).find(({ name }) => name === old);
  expect(stored).toMatchObject({ state: 'complete', measured: 4, planned: 4 });
  writeObjective('(x - 1) ** 2');
  expect(valuesOf(await tune(here, `resume ${old} --trials 6 --json`))).toHaveLength(2);
});

test('an edited strategy is another comparison too', async () => {
  const strategy = (name: string) =>
    writeFileSync(
      join(here, 'mine.mjs'),
      `export default { name: '${name}', apiVersion: 1, capabilities: { parallel: true, exhaustive: false },
       suggest: async ({ space, rng }) => [{ point: space.decode([rng.next()]) }] };`,
    );
  const line = SEARCH.replace('random', './mine.mjs');
  strategy('mine');
  await tune(here, line);
  strategy('mine too');
  expect(valuesOf(await tune(here, line))).toHaveLength(4);
  expect(await names()).toHaveLength(2);
});

test('resume works from any folder, and says if the original folder is gone', async () => {
  await tune(here, SEARCH, '../tune.db');
  const [name] = await names();
  const away = await tune(elsewhere, `resume ${name} --trials 6 --json`, '../tune.db');
  expect(away.stderr).not.toContain('could not be loaded');
  expect(valuesOf(away)).toHaveLength(2);
  const moved = join(root, 'moved');
  renameSync(here, moved);
  const lost = await tune(elsewhere, `resume ${name} --trials 8 --json`);
  expect(lost.code).toBe(2);
  expect(lost.stderr).toContain(`it was begun in ${here}, which does not exist now`);
  const found = await tune(moved, `resume ${name} --trials 8 --json`);
  expect(valuesOf(found)).toHaveLength(2);
  here = moved;
});

test('resume runs a program of --command in the folder it was begun in', async () => {
  writeFileSync(join(here, 'train.mjs'), 'console.log(Number(process.env.TUNE_PARAM_x) ** 2)');
  writeFileSync(join(here, 'space.json'), '[{"name":"x","type":"float","low":-1,"high":1}]');
  const args = ['run', '--command', `${process.execPath} train.mjs`, '--space-file', 'space.json'];
  const rest = ['--strategy', 'random', '--trials', '2', '--json'];
  const where = ['--storage', join(root, 'tune.db')];
  await runTune([...args, ...rest, ...where], { cwd: here });
  const [name] = await names();
  const away = await tune(elsewhere, `resume ${name} --trials 4 --json`);
  expect(valuesOf(away).every((value) => typeof value === 'number')).toBe(true);
  expect(valuesOf(away)).toHaveLength(2);
});
