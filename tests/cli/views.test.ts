import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createStudy, float } from '@tune/core';
import { sqliteStorage } from '@tune/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, root, runTune, trialsOf, type Finished } from './run-tune.ts';

/** Counts its calls in a file, one character each. */
const counting = (log: string): string => `
  import { appendFileSync } from 'node:fs';
  import { float, space } from ${JSON.stringify(fileURLToPath(new URL('../../packages/core/dist/index.js', import.meta.url)))};
  export default {
    name: 'counted', direction: 'minimize', space: space({ x: float(0, 1) }),
    async evaluate({ x }) {
      appendFileSync(${JSON.stringify(log)}, '.');
      await new Promise((resolve) => setTimeout(resolve, 5));
      return (x - 0.3) ** 2;
    },
  };`;

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-views-'));
  log = join(folder, 'calls');
  writeFileSync(log, '');
  writeFileSync(join(folder, 'counted.mjs'), counting(log));
  copyFileSync(join(root, 'examples/strategy/nearby.mjs'), join(folder, 'nearby.mjs'));
  const source = readFileSync(join(folder, 'nearby.mjs'), 'utf8');
  const core = fileURLToPath(new URL('../../packages/core/dist', import.meta.url));
  const linked = source
    .replaceAll("'@tune/core/plugin'", JSON.stringify(join(core, 'plugin.js')))
    .replaceAll("'@tune/core'", JSON.stringify(join(core, 'index.js')));
  writeFileSync(join(folder, 'nearby.mjs'), linked);
});
afterEach(() => rmSync(folder, { recursive: true }));

const tune = (line: string): Promise<Finished> =>
  runTune([...line.split(' '), '--storage', join(folder, 'tune.db')], { cwd: folder });
const list = async () => eventsOf(await tune('ls --json'));
const result = (run: Finished) => eventsOf(run).findLast(({ type }) => type === 'comparison')!;

/** Evaluations that a command has made. */
async function callsOf(work: () => Promise<Finished>): Promise<[number, Finished]> {
  const before = readFileSync(log).length;
  const run = await work();
  expect([run.code, run.stderr]).toEqual([0, run.stderr]);
  return [readFileSync(log).length - before, run];
}

const SEARCH = 'compare --objective ./counted.mjs --strategies random,grid --trials 4 --json';

test('more repeats, strategies or trials evaluate exactly what is missing', async () => {
  const steps: [line: string, calls: number][] = [
    [`${SEARCH} --repeats 2`, 16],
    [`${SEARCH} --repeats 2`, 0],
    [`${SEARCH} --repeats 5`, 24],
    ['resume counted --repeats +1 --json', 8],
    ['resume counted --strategies +./nearby.mjs --json', 24],
    ['resume counted --trials 6 --json', 36],
    ['resume counted --trials +1 --json', 18],
  ];
  for (const [line, calls] of steps) {
    const [made] = await callsOf(() => tune(line));
    expect([line, made]).toEqual([line, calls]);
  }
  expect(await list()).toMatchObject([
    { name: 'counted', trials: 7, repeats: 6, measured: 126, planned: 126, state: 'complete' },
  ]);
}, 120_000);

test('comparisons share their runs, and a removed one takes only its own', async () => {
  await tune(`${SEARCH} --repeats 2`);
  const [made, run] = await callsOf(() =>
    tune(
      'compare --objective ./counted.mjs --strategies random,bayes --trials 4 --repeats 2 --name mine --json',
    ),
  );
  expect(made).toBe(8);
  expect(eventsOf(run)).toContainEqual(
    expect.objectContaining({ type: 'plan', reusedRuns: 2, reusedTrials: 8, missingTrials: 8 }),
  );
  const shown = eventsOf(await tune('show mine --json'))[0] as { studies: { name: string }[] };
  expect(shown.studies.map(({ name }) => name)).toEqual([
    ...['mine/random/1', 'mine/bayes/1', 'mine/random/2', 'mine/bayes/2'],
  ]);
  expect((await tune('rm counted')).stdout).toContain('2 studies · 2 runs stay');
  expect(await list()).toMatchObject([{ name: 'mine', measured: 16, state: 'complete' }]);
  const [again] = await callsOf(() => tune(`${SEARCH} --repeats 2`));
  expect(again).toBe(8);
  expect((await tune('rm mine/random/1')).stdout).toContain('1 study');
  expect((await list()).map(({ state }) => state)).toEqual(['stopped', 'stopped']);
  const [missing] = await callsOf(() => tune('resume mine --json'));
  expect(missing).toBe(4);
}, 120_000);

test('a shorter comparison of what was extended looks at its beginning', async () => {
  const first = await tune(SEARCH);
  await tune('resume counted --trials 7 --repeats 2');
  const [made, short] = await callsOf(() => tune(SEARCH));
  expect(made).toBe(0);
  const { verdict: _verdict, ...whole } = result(first);
  expect(result(short)).toMatchObject({ ...whole, name: 'counted-2' });
  // A grid of 7 points does not begin with one of 3.
  const [less] = await callsOf(() => tune(SEARCH.replace('--trials 4', '--trials 3')));
  expect(less).toBe(6);
}, 120_000);

test('what a file gave before it was edited is not used, and a line says so', async () => {
  const line =
    'compare --objective ./counted.mjs --strategies random,./nearby.mjs --trials 3 --json';
  await tune(line);
  writeFileSync(
    join(folder, 'nearby.mjs'),
    `${readFileSync(join(folder, 'nearby.mjs'), 'utf8')}\n`,
  );
  const [strategy, again] = await callsOf(() => tune(line));
  expect(strategy).toBe(3);
  expect(again.stderr).toContain('nearby.mjs has changed since counted');
  writeFileSync(join(folder, 'counted.mjs'), `${counting(log)}\n// edited`);
  const [objective, third] = await callsOf(() => tune(line));
  expect(objective).toBe(6);
  expect(third.stderr).toContain('counted.mjs has changed since counted-2');
  const refused = await tune('resume counted --repeats +1');
  expect(refused.code).toBe(2);
  expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(
    'counted cannot continue: counted.mjs, nearby.mjs have changed since; undo the edits',
  );
}, 120_000);

test('the command that makes it again has whole amounts, not those that were added', async () => {
  await tune(SEARCH);
  await tune('resume counted --repeats +1 --verbose 0');
  const added = await tune('resume counted --strategies +./nearby.mjs --trials +1 --verbose 0');
  expect(added.stdout.replaceAll(/\s+/g, ' ')).toContain(
    '--strategies random,grid,./nearby.mjs --trials 5 --repeats 2 --seed 1',
  );
}, 120_000);

test('a name stands for one problem, until --fresh gives it another', async () => {
  await tune(`${SEARCH} --name mine`);
  await tune(`${SEARCH} --name same`);
  const other = `${SEARCH} --name mine --seed 2`;
  const refused = await tune(other);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('mine is a comparison of something else');
  const [made] = await callsOf(() => tune(`${other} --fresh`));
  expect(made).toBe(8);
  // What another comparison looks at stays, with all its trials.
  const listed = await list();
  expect(listed.map(({ name }) => name).toSorted()).toEqual(['mine', 'same']);
  expect(listed.find(({ name }) => name === 'mine')).toMatchObject({ seed: 2 });
  const [again] = await callsOf(() => tune(`${SEARCH} --name same`));
  expect(again).toBe(0);
  for (const name of ['a/b', 'runs', '-x', '..']) {
    expect((await tune(`${SEARCH} --name=${name}`)).code).toBe(2);
  }
}, 120_000);

test('a comparison does not take the name of a study', async () => {
  const storage = sqliteStorage(join(folder, 'tune.db'));
  const strategy = {
    name: 'none',
    apiVersion: 1,
    capabilities: { parallel: false, exhaustive: false },
    suggest: async () => [],
  } as const;
  const study = await createStudy({
    name: 'counted',
    space: { x: float(0, 1) },
    strategy,
    storage,
  });
  await study.dispose();
  await storage.close();
  expect((await tune(SEARCH)).code).toBe(0);
  expect((await list()).map(({ name }) => name).toSorted()).toEqual(['counted', 'counted-2']);
  const refused = await tune(`${SEARCH} --name counted`);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('counted is a study of another program');
}, 60_000);

test('repeats go on until it is decided, after a kill too', async () => {
  const line = `${SEARCH.replace('random,grid', 'random,bayes').replace('--trials 4', '--trials 12')} --repeats auto --at-most 30`;
  let isKilled = false;
  await runTune([...line.split(' '), '--storage', join(folder, 'tune.db')], {
    cwd: folder,
    onOutput(stdout, child) {
      if (isKilled || stdout.split('"type":"trial"').length < 30) return;
      isKilled = true;
      child.kill('SIGKILL');
    },
  });
  expect(isKilled).toBe(true);
  const before = readFileSync(log).length;
  const end = result(await tune(line));
  expect(end).toMatchObject({ leader: 'bayes', verdict: { answer: 'better', isFixed: false } });
  const { best } = (end['strategies'] as { best: number[] }[])[0]!;
  expect(best.length).toBeGreaterThan(6);
  expect(best.length).toBeLessThan(30);
  // The supervisor ends with the command, but a trial that was running may be evaluated again.
  expect(readFileSync(log).length - before).toBeLessThanOrEqual(best.length * 24 - 28 + 2);
  const [made] = await callsOf(() => tune(line));
  expect(made).toBe(0);
}, 120_000);

test('two commands that extend a comparison at once both get what they asked for', async () => {
  await tune(SEARCH);
  const runs = await Promise.all([
    tune('resume counted --repeats 3 --json'),
    tune('resume counted --trials 6 --json'),
    tune(`${SEARCH} --repeats 2`),
  ]);
  for (const { code, stderr } of runs) {
    if (code !== 0) expect(stderr).toContain('was extended by another command just now');
  }
  const whole = result(await tune('resume counted --json'));
  // If the third command came late, two repeats are less than there are by then: a comparison of its own.
  const { trials, repeats, measured, planned } = (await list()).find(
    (one) => one.name === 'counted',
  )!;
  expect(whole).toMatchObject({ trials, repeats, wholeRepeats: repeats });
  expect(measured).toBe(planned);
  // No run has lost a trial, and none has more than any command wanted.
  const storage = sqliteStorage(join(folder, 'tune.db'));
  for (const { trials: states, budget } of await storage.catalog.studies()) {
    expect([4, 6]).toContain(budget?.trials);
    expect(states.complete).toBe(budget?.trials);
  }
  await storage.close();
}, 120_000);

test('commands of different problems that begin at once get names of their own', async () => {
  const runs = await Promise.all([1, 2, 3].map((seed) => tune(`${SEARCH} --seed ${seed}`)));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
  const entries = await list();
  expect(entries.map(({ name }) => name).toSorted()).toEqual(['counted', 'counted-2', 'counted-3']);
  expect(entries.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete']);
}, 120_000);

test('+ adds to what is stored, and says so if nothing is', async () => {
  const refused = await tune(`${SEARCH} --repeats +2`);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--repeats +2 adds to a stored comparison, and none');
  await tune(SEARCH);
  const [made] = await callsOf(() => tune(`${SEARCH} --repeats +2`));
  expect(made).toBe(16);
  const twice = await tune(`${SEARCH.replace('random,grid', '+grid')} --repeats 3`);
  expect(twice.stderr).toContain('grid takes part already');
  // Without --repeats, there are as many as before: three.
  const more = SEARCH.replace('random,grid', '+./nearby.mjs');
  const [added] = await callsOf(() => tune(more));
  expect(added).toBe(12);
  expect(await list()).toMatchObject([{ name: 'counted', repeats: 3 }]);
}, 120_000);

test('several objectives are one comparison with ranks', async () => {
  const line =
    'compare --objective branin,hartmann6,./counted.mjs --strategies random,grid --trials 4 --repeats 2 --json';
  const first = await tune(line);
  expect(first.code).toBe(0);
  expect(trialsOf(first)).toHaveLength(48);
  expect(eventsOf(first).at(-1)).toMatchObject({
    type: 'problems',
    problems: [{ objective: 'branin' }, { objective: 'hartmann6' }, { objective: 'counted' }],
  });
  const shown = await tune(line);
  expect(trialsOf(shown)).toEqual([]);
  expect(eventsOf(shown).at(-1)).toEqual(eventsOf(first).at(-1));
  // Its runs are those of a comparison of one of them.
  const [made] = await callsOf(() => tune(`${SEARCH} --repeats 2`));
  expect(made).toBe(0);
  const [{ name } = {}] = await list();
  expect(name).toBe('branin-hartmann6-counted');
  const text = (await tune(`show ${String(name)}`)).stdout;
  expect(text).toContain('average rank over 3 problems');
  const one = (await tune(`show ${String(name)}/hartmann6`)).stdout;
  expect(one).toMatch(/^(random|grid) leads by/m);
  expect(one).toContain(`tune best ${String(name)}/hartmann6`);
  const presets = await tune(`${line} --preset wide`);
  expect(presets.stderr).toContain('write branin?preset=wide');
}, 120_000);

test('an export of a comparison brings its runs, those that are there already apart', async () => {
  await tune(`${SEARCH} --repeats 2`);
  await tune('compare --objective ./counted.mjs --strategies random --trials 4 --name one --json');
  const file = join(folder, 'export.json');
  writeFileSync(file, (await tune('export counted --format json')).stdout);
  await tune('rm counted');
  const back = await tune(`import ${file}`);
  expect(back.stdout).toContain('imported counted: 3 studies · 1 were in');
  const [made, run] = await callsOf(() => tune('resume counted --trust --json'));
  expect(made).toBe(0);
  expect(result(run)).toMatchObject({ wholeRepeats: 2 });
}, 120_000);
