import { expect, test } from 'vitest';
import { eventsOf, runTune, trialsOf, type Finished } from './run-tune.ts';

/** Objectives that misbehave: they block the event loop, write to stdout, never end. */
const RUN = (name: string) => ['run', '--objective', `tests/fixtures/${name}.mjs`, '--json'];

test('Ctrl-C stops an objective that blocks the event loop between two trials', async () => {
  let sent = false;
  const run = await runTune([...RUN('busy'), '--strategy', 'random', '--trials', '100'], {
    onOutput(stdout, child) {
      if (sent || !stdout.includes('"trial"')) return;
      sent = true;
      child.kill('SIGINT');
    },
  });
  expect(run.code).toBe(130);
  const events = eventsOf(run);
  expect(events.at(-1)).toMatchObject({ type: 'comparison' });
  expect(events.filter(({ type }) => type === 'trial').length).toBeLessThan(20);
}, 60_000);

test('what an objective writes to stdout goes to stderr', async () => {
  const run = await runTune([...RUN('talkative'), '--strategy', 'random', '--trials', '2']);
  expect(trialsOf(run)).toHaveLength(2);
  expect(eventsOf(run).at(-1)).toMatchObject({ type: 'comparison' });
  expect(run.stderr).toContain('said on stdout');
});

test('an objective that never settles fails at its time limit', async () => {
  const run = await runTune([
    ...[...RUN('pending'), '--strategy', 'grid', '--trials', '2', '--trial-timeout', '0.3'],
  ]);
  expect(run.code).toBe(1);
  const trials = eventsOf(run).filter(({ type }) => type === 'trial');
  expect(trials).toHaveLength(2);
  for (const trial of trials) {
    expect(trial).toMatchObject({
      state: 'failed',
      reason: 'the evaluation took longer than 0.3 s',
    });
  }
}, 60_000);

test('a time limit stops an objective that blocks the event loop', async () => {
  const run = await runTune([
    ...[...RUN('busy'), '--strategy', 'random', '--trials', '1', '--trial-timeout', '0.1'],
  ]);
  expect(trialsOf(run)[0]).toMatchObject({
    state: 'failed',
    reason: 'the evaluation took longer than 0.1 s',
  });
}, 60_000);

test.each(['--memory-limit', '--trial-timeout'])(
  'refuses %s without child processes: it could not be kept',
  async (limit) => {
    const run = await runTune([
      ...[...RUN('busy'), '--strategy', 'random', limit, '100', '--isolation', 'none'],
    ]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`${limit} expects child processes; leave out --isolation none.`);
  },
);

/** A child process adds whose clean-up it was. */
const CLEAN_UP_FAILED =
  /^tune: the clean-up of the objective failed: (dispose failed|The objective of \S+ could not be disposed of in a child process: dispose failed\.)\n/m;

test.each(['none', 'process'])(
  'a dispose that throws is told after the result, with --isolation %s',
  async (isolation) => {
    const run = await runTune([
      ...[
        ...RUN('undisposable'),
        '--strategy',
        'random',
        '--trials',
        '2',
        '--isolation',
        isolation,
      ],
    ]);
    expect(trialsOf(run)).toHaveLength(2);
    expect(eventsOf(run).at(-1)).toMatchObject({ type: 'comparison' });
    expect(run.stderr).toMatch(CLEAN_UP_FAILED);
    expect(run.code).toBe(1);
  },
);

test('two times Ctrl-C end with 130, also if the dispose throws', async () => {
  let interrupts = 0;
  const args = [...RUN('undisposable'), '--strategy', 'random', '--trials', '3'];
  const run = await runTune([...args, '--isolation', 'none'], {
    env: { STUCK: '1' },
    onOutput(stdout, child) {
      if (interrupts > 0 || !stdout.includes('"trial"')) return;
      interrupts = 1;
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 150);
    },
  });
  expect(run.stderr).toMatch(CLEAN_UP_FAILED);
  expect(run.code).toBe(130);
}, 30_000);

test('tune evaluate prints its value although the dispose throws', async () => {
  const objective = ['--objective', 'tests/fixtures/undisposable.mjs'];
  const run = await runTune(['evaluate', ...objective, '--point', '{"x":0.5}', '--json']);
  expect(eventsOf(run).at(-1)).toMatchObject({ type: 'evaluation', median: 0.5 });
  expect(run.stderr.match(new RegExp(CLEAN_UP_FAILED, 'gm'))).toHaveLength(1);
  expect(run.code).toBe(1);
});

/** The first of three trials leaves something to the event loop. */
const strayRun = (what: string, isolation: string, ...more: string[]) =>
  runTune(
    [...RUN('stray'), '--strategy', 'random', '--trials', '3', '--isolation', isolation, ...more],
    { env: { WHAT: what } },
  );
const statesOf = (run: Finished) =>
  eventsOf(run)
    .filter(({ type }) => type === 'trial')
    .map(({ state }) => state);

test.each(['none', 'process'])(
  'what a trial leaves to the event loop fails that trial only, with --isolation %s',
  async (isolation) => {
    const early = await strayRun('rejection', isolation);
    expect(statesOf(early)).toEqual(['failed', 'complete', 'complete']);
    expect(early.stdout).toContain('"reason":"left to the event loop"');
    expect(early.code).toBe(0);
    for (const what of ['late rejection', 'late throw']) {
      const late = await strayRun(what, isolation);
      expect(statesOf(late)).toEqual(['complete', 'complete', 'complete']);
      expect(late.stderr).toMatch(/an error of .+ after its end was not caught: left to the event/);
      expect(late.code).toBe(0);
    }
  },
  60_000,
);

test('process.exit of an objective is a failed trial, also with the code of a good end', async () => {
  const run = await strayRun('exit', 'process', '--max-retries', '1');
  expect(statesOf(run)).toEqual(['waiting', 'failed', 'complete', 'complete']);
  expect(run.stdout).toContain('its process ended with exit code 0; it was tried 2 times');
  expect(run.code).toBe(0);
  const late = await strayRun('late exit', 'process');
  expect(statesOf(late)).toEqual(['complete', 'complete', 'complete']);
}, 60_000);

test('a module that is never loaded is said to be that', async () => {
  const run = await runTune([...RUN('awaits'), '--trials', '1']);
  expect(run.stderr).toContain('is never settled');
  expect(run.stderr).not.toContain('process.exit');
  expect(run.code).toBe(1);
});

test('process.exit(0) of an objective in the process of the command is not its good end', async () => {
  const run = await strayRun('exit', 'none');
  expect(run.stderr).toMatch(/process\.exit\(0\) was called in the process .*stray\.mjs:\d+/);
  expect(run.code).toBe(1);
});
