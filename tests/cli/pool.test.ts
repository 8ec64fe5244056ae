import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventsOf, runTune, type Finished } from './run-tune.ts';

/** What a search decided and measured, without times. */
const trialsOf = (run: Finished) =>
  eventsOf(run)
    .filter(({ type }) => type === 'trial')
    .map(({ strategy, repeat, number, value, point, seed, state }) =>
      JSON.stringify({ strategy, repeat, number, value, point, seed, state }),
    )
    .sort();

test('child processes give the same trials as this process, bit for bit', async () => {
  const search = 'compare --objective hartmann6 --trials 9 --repeats 2 --json'.split(' ');
  const here = trialsOf(await runTune(search));
  expect(here).toHaveLength(54);
  expect(trialsOf(await runTune([...search, '--isolation', 'process']))).toEqual(here);
  // Three strategies at once: each of them is still a sequential search.
  expect(trialsOf(await runTune([...search, '--parallel', '3']))).toEqual(here);
}, 120_000);

test('parallel trials of one strategy have different points and all end', async () => {
  const run = await runTune('run --objective branin --trials 21 --parallel 4 --json'.split(' '));
  expect(run.code).toBe(0);
  const trials = eventsOf(run).filter(({ type }) => type === 'trial');
  expect(trials).toHaveLength(21);
  expect(new Set(trials.map(({ point }) => JSON.stringify(point))).size).toBe(21);
  expect(run.stderr).toContain('4 child processes');
}, 60_000);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const DEAF = 'run --objective tests/fixtures/deaf.mjs --strategy random --trials 9 --json'.split(
  ' ',
);

test.each([
  ['SIGINT', 130],
  ['SIGKILL', null],
] as const)(
  '%s also ends processes that never return, and none is left',
  async (signal, code) => {
    const pids = new Set<number>();
    const run = await runTune([...DEAF, '--parallel', '2'], {
      onOutput: (stdout, child) => {
        for (const [, step] of stdout.matchAll(/"step":(\d+)/g)) pids.add(Number(step));
        if (pids.size === 2 && !child.killed) child.kill(signal);
      },
    });
    expect(run.code).toBe(code);
    while ([...pids].some(isAlive)) await wait(50);
    if (signal === 'SIGINT') {
      const events = eventsOf(run);
      expect(events.filter(({ state }) => state === 'waiting')).toHaveLength(2);
      expect(events.at(-1)).toMatchObject({ type: 'comparison', leader: null });
    }
  },
  60_000,
);

test('a second Ctrl-C does not wait', async () => {
  let interrupts = 0;
  const run = await runTune([...DEAF, '--isolation', 'process'], {
    onOutput: (stdout, child) => {
      if (interrupts > 0 || !stdout.includes('"report"')) return;
      interrupts = 1;
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 50);
    },
  });
  expect(run.code).toBe(130);
}, 60_000);

test('a trial over its time or memory limit fails with that reason', async () => {
  const late = await runTune([
    ...DEAF,
    '--isolation',
    'process',
    '--trial-timeout',
    '0.2',
    '--max-failures',
    '2',
  ]);
  expect(late.code).toBe(1);
  expect(eventsOf(late).filter(({ type }) => type === 'trial')).toMatchObject(
    [1, 2].map((number) => ({
      number,
      state: 'failed',
      reason: 'the evaluation took longer than 0.2 s',
    })),
  );
  const small = await runTune([
    ...DEAF,
    '--isolation',
    'process',
    '--memory-limit',
    '8',
    '--max-failures',
    '1',
  ]);
  expect(small.code).toBe(1);
  expect(small.stderr + small.stdout).toMatch(/MiB of memory, more than the 8 MiB/);
}, 60_000);

test('the output of an objective goes to stderr, never into the result', async () => {
  const run = await runTune(
    'run --objective tests/fixtures/talkative.mjs --strategy random --trials 2 --isolation process --json'.split(
      ' ',
    ),
  );
  expect(eventsOf(run).at(-1)).toMatchObject({ type: 'comparison' });
  expect(run.stderr).toContain('said on stdout');
  expect(run.stderr).toContain('said on stderr');
}, 60_000);
