import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune, type Finished, type RunOptions } from './run-tune.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tune-stored-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const tune = (line: string, options: RunOptions = {}, file = 'tune.db') =>
  runTune([...line.split(' '), '--storage', join(folder, file)], options);
const trialsOf = (run: Finished) =>
  eventsOf(run)
    .filter(({ type }) => type === 'trial')
    .map(({ strategy, number, point, value, seed }) => ({ strategy, number, point, value, seed }));
const byPlace = (a: { strategy: unknown; number: unknown }, b: typeof a) =>
  `${a.strategy}`.localeCompare(`${b.strategy}`) || Number(a.number) - Number(b.number);
const nameIn = async () =>
  (eventsOf(await tune('ls --json'))[0] as { name: string; state: string }).name;

const SEARCH =
  'compare --objective branin --strategies bayes,random --trials 15 --seed 3 --repeats 2 --json';

test('a comparison that was interrupted and resumed equals the uninterrupted one', async () => {
  const whole = await tune(SEARCH, {}, 'whole.db');
  let sent = false;
  const first = await tune(SEARCH, {
    onOutput: (stdout, child) => {
      const trials = stdout.split('"type":"trial"').length - 1;
      if (!sent && trials >= 7) sent = child.kill('SIGINT');
    },
  });
  expect(first.code).toBe(130);
  const second = await tune(SEARCH);
  expect(second.code).toBe(0);
  const both = [...trialsOf(first), ...trialsOf(second)];
  // A trial that Ctrl-C cut off is shown as waiting, and runs again.
  const ended = both.filter(({ value }) => value !== null);
  expect(ended.length).toBe(60);
  expect(ended.toSorted(byPlace)).toEqual(trialsOf(whole).toSorted(byPlace));
  const times = { suggestSeconds: 0, evaluateSeconds: 0 };
  const tableOf = (run: Finished) => {
    const last = eventsOf(run).at(-1) as { strategies: object[] };
    return { ...last, strategies: last.strategies.map((one) => ({ ...one, ...times })) };
  };
  expect(tableOf(second)).toEqual(tableOf(whole));
}, 120_000);

test('a complete comparison is shown at once; --fresh runs it again; another seed has another name', async () => {
  const line = 'compare --objective branin --strategies random --trials 4 --json';
  const first = await tune(line);
  const again = await tune(line);
  expect(trialsOf(again)).toEqual([]);
  expect(eventsOf(again).at(-1)).toEqual(eventsOf(first).at(-1));
  const fresh = await tune(`${line} --fresh`);
  expect(trialsOf(fresh)).toEqual(trialsOf(first));
  await tune(`${line} --seed 2`);
  expect(eventsOf(await tune('ls --json'))).toHaveLength(2);
}, 60_000);

test('resume extends a complete comparison; enqueued points run next', async () => {
  await tune('run --objective branin --strategy random --trials 3 --json');
  const name = await nameIn();
  const more = await tune(`resume ${name} --trials 5 --json`);
  expect(trialsOf(more).map(({ number }) => number)).toEqual([4, 5]);
  const less = await tune(`resume ${name} --trials 4`);
  expect(less).toMatchObject({ code: 2, stderr: expect.stringContaining('has 5 trials') });
  expect((await tune(`enqueue ${name} {"x1":3,"x2":99}`)).stderr).toContain('x2: expected');
  expect((await tune(`enqueue ${name} {"x1":3,"x2":2}`)).code).toBe(0);
  const queued = await tune(`resume ${name} --json`);
  expect(trialsOf(queued)).toMatchObject([{ number: 6, point: { x1: 3, x2: 2 } }]);
}, 60_000);

test('an export survives import and export unchanged; CSV has a row for each trial', async () => {
  await tune('compare --objective branin --strategies random,grid --trials 3 --json');
  const name = await nameIn();
  const exported = (await tune(`export ${name} --format json`)).stdout;
  const path = join(folder, 'export.json');
  writeFileSync(path, exported);
  expect((await tune(`import ${path}`)).code).toBe(2);
  expect((await tune(`import ${path}`, {}, 'other.db')).code).toBe(0);
  expect((await tune(`export ${name} --format json`, {}, 'other.db')).stdout).toBe(exported);
  const rows = (await tune(`export ${name}`)).stdout.trimEnd().split('\n');
  expect(rows).toHaveLength(7);
  expect(rows[0]).toMatch(/^study,strategy,number,state,value,params\.x1,params\.x2,/);
  expect((await tune(`rm ${name}`)).stdout).toContain('2 studies');
  expect((await tune('ls')).stdout).toContain('nothing is stored');
}, 60_000);

test('ls and show create no file', async () => {
  expect((await tune('ls')).stdout).toMatch(/^nothing is stored in .*tune\.db\n$/);
  expect(await tune('ls --json')).toMatchObject({ code: 0, stdout: '' });
  const shown = await tune('show some-name');
  expect(shown).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/tune\.db does not exist/),
  });
  expect(existsSync(join(folder, 'tune.db'))).toBe(false);
}, 60_000);

test('an unknown name is a usage error with the nearest name', async () => {
  await tune('run --objective branin --strategy random --trials 2 --json');
  const name = await nameIn();
  for (const command of ['show', 'export', 'rm', 'resume']) {
    const run = await tune(`${command} ${name.slice(0, -1)}`);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`Did you mean ${name}`);
  }
  expect((await tune(`show ${name} --trials`)).stdout).toMatch(/ 2 +\d+\.\d+ +x1/);
}, 60_000);

test('a target ends a study early', async () => {
  const run = await tune(
    'run --objective branin --strategy random --trials 500 --target 5 --json --durability normal',
  );
  const events = eventsOf(run);
  expect(
    events.some(({ type, reason }) => type === 'stopped' && reason === 'the target 5 is reached'),
  ).toBe(true);
  expect(trialsOf(run).length).toBeLessThan(500);
}, 60_000);
