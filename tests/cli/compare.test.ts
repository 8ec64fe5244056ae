import { expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

test('bayes beats grid and random on Branin by a factor of ten', async () => {
  const run = await runTune(
    'compare --objective branin --strategies bayes,grid,random --trials 40 --repeats 5 --seed 7 --json'.split(
      ' ',
    ),
  );
  expect(run.code).toBe(0);
  const events = eventsOf(run);
  const last = events.at(-1) as {
    type: string;
    strategies: { name: string; best: number[]; medianRegret: number; failed: number }[];
  };
  expect(last).toMatchObject({
    type: 'comparison',
    objective: 'branin',
    direction: 'minimize',
    trials: 40,
    repeats: 5,
    seed: 7,
    leader: 'bayes',
  });
  const [bayes, grid, random] = last.strategies;
  expect([bayes!.name, grid!.name, random!.name]).toEqual(['bayes', 'grid', 'random']);
  expect(bayes!.best).toHaveLength(5);
  expect(bayes!.medianRegret).toBeLessThanOrEqual(0.01);
  expect(bayes!.medianRegret * 10).toBeLessThan(Math.min(grid!.medianRegret, random!.medianRegret));
  const trials = events.filter(({ type }) => type === 'trial');
  expect(trials).toHaveLength(3 * 40 * 5);
  expect(trials[0]).toMatchObject({
    strategy: 'bayes',
    repeat: 1,
    number: 1,
    state: 'complete',
    point: { x1: 2.5 },
  });
  const late = trials.filter(
    ({ strategy, number }) => strategy === 'bayes' && (number as number) > 5,
  );
  expect(late.every(({ meta }) => (meta as { phase: string }).phase === 'model')).toBe(true);
}, 120_000);

test('equal seeds give equal comparisons', async () => {
  const once = async () =>
    eventsOf(await runTune('compare --objective hartmann6 --trials 12 --seed 3 --json'.split(' ')))
      .filter(({ type }) => type === 'trial')
      .map(({ strategy, value, point, seed }) => ({ strategy, value, point, seed }));
  expect(await once()).toEqual(await once());
});

test('strategies and objectives from files work like built-in ones', async () => {
  const run = await runTune([
    'compare',
    '--objective',
    'examples/objective/rosenbrock.mjs',
    '--trials',
    '25',
    '--json',
    '--strategies',
    'bayes,examples/strategy/nearby.mjs,examples/strategy/nearby.mjs?radius=0.1',
  ]);
  expect(run.code).toBe(0);
  const last = eventsOf(run).at(-1) as {
    objective: string;
    strategies: { name: string; medianRegret: number }[];
  };
  expect(last.objective).toBe('rosenbrock');
  expect(last.strategies.map(({ name }) => name)).toEqual(['bayes', 'nearby', 'nearby?radius=0.1']);
  for (const { medianRegret } of last.strategies) expect(medianRegret).toBeLessThan(10);
});

test('a trial that throws or returns NaN fails, and the comparison goes on', async () => {
  const run = await runTune(
    'compare --objective tests/fixtures/flaky.mjs --strategies random,grid --trials 12 --json'.split(
      ' ',
    ),
  );
  expect(run.code).toBe(0);
  const events = eventsOf(run);
  const reasons = new Set(
    events.flatMap(({ state, reason }) => (state === 'failed' ? [reason] : [])),
  );
  expect(reasons).toEqual(
    new Set(['it diverged', 'the objective returned NaN, not a finite number']),
  );
  expect(events.at(-1)).toMatchObject({ type: 'comparison' });
  expect(events.filter(({ type }) => type === 'trial')).toHaveLength(24);
});

test('the text output has rows, a table and a verdict, and no control codes without a terminal', async () => {
  const { code, stdout } = await runTune('compare --objective branin --trials 4'.split(' '));
  expect(code).toBe(0);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toMatch(/\| +1 \| bayes +\| +\* 24\.1300 \| {2}2\.5000 +\| 7\.5000/);
  expect(stdout).toMatch(/^bayes leads by .* One repeat cannot name a winner\.$/m);
  expect(stdout).toMatch(/^ cost +12 trials · /m);
  expect(stdout).toMatch(/^ next +not sure enough\? the same with --repeats 10$/m);
});

test('--verbose 1 shows new bests, 0 no rows; colors without a terminal must be forced', async () => {
  const rows = async (verbose: number) =>
    (
      await runTune(`compare --objective branin --trials 6 --verbose ${verbose}`.split(' '))
    ).stdout.match(/^ \| +\d+ \|.*$/gm) ?? [];
  expect(await rows(0)).toHaveLength(0);
  const bests = await rows(1);
  expect(bests.length).toBeLessThan(18);
  expect(bests.every((row) => row.includes('*'))).toBe(true);
  const forced = await runTune('compare --objective branin --trials 2'.split(' '), {
    env: { FORCE_COLOR: '1' },
  });
  expect(forced.stdout).toContain('\u001b[');
  const never = await runTune('compare --objective branin --trials 2'.split(' '), {
    env: { NO_COLOR: '1' },
  });
  expect(never.stdout).not.toContain('\u001b');
});

test('Ctrl-C shows what was measured and exits with 130', async () => {
  let sent = false;
  const run = await runTune(
    'compare --objective tests/fixtures/slow.mjs --strategies random --trials 5 --json'.split(' '),
    {
      onOutput: (stdout, child) => {
        if (!sent && stdout.includes('"type":"trial"')) sent = child.kill('SIGINT');
      },
    },
  );
  expect(run.code).toBe(130);
  expect(eventsOf(run).at(-1)).toMatchObject({ type: 'comparison', strategies: [{ measured: 1 }] });
}, 30_000);

test('a reader that goes away stops the search quietly', async () => {
  const run = await runTune(
    'compare --objective branin --strategies random --trials 5000 --json'.split(' '),
    {
      onOutput: (_, child) => child.stdout?.destroy(),
    },
  );
  expect(run.stderr).not.toMatch(/EPIPE|Error/);
  expect(run.code).toBe(0);
});

test('a slow reader gets every line', async () => {
  const search = 'compare --objective branin --strategies random --trials 1500 --json'.split(' ');
  const run = await runTune(search, {
    onOutput(_, { stdout }) {
      stdout?.pause();
      setTimeout(() => stdout?.resume(), 50);
    },
  });
  expect(run.code).toBe(0);
  expect(eventsOf(run).filter(({ type }) => type === 'trial')).toHaveLength(1500);
  expect(eventsOf(run).at(-1)).toMatchObject({ type: 'comparison' });
}, 60_000);

test('tune run searches with one strategy', async () => {
  const run = await runTune(
    'run --objective branin --strategy bayes --trials 15 --json'.split(' '),
  );
  expect(eventsOf(run).at(-1)).toMatchObject({
    strategies: [{ name: 'bayes', measured: 15 }],
    verdict: { answer: 'unknown', pairs: [] },
  });
});
