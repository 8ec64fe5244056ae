import { expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

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
  expect(eventsOf(run).map(({ type }) => type)).toEqual(['trial', 'trial', 'comparison']);
  expect(run.stderr).toContain('said on stdout');
});

test('an objective that never settles fails at its time limit, whether or not it keeps its process alive', async () => {
  for (const isolation of ['none', 'process']) {
    const run = await runTune([
      ...[...RUN('pending'), '--strategy', 'grid', '--trials', '2'],
      ...['--trial-timeout', '0.3', '--isolation', isolation],
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
  }
}, 60_000);

test('a time limit stops an objective that blocks the event loop', async () => {
  const run = await runTune([
    ...[...RUN('busy'), '--strategy', 'random', '--trials', '1', '--trial-timeout', '0.1'],
  ]);
  expect(eventsOf(run)[0]).toMatchObject({
    state: 'failed',
    reason: 'the evaluation took longer than 0.1 s',
  });
}, 60_000);

test('refuses a memory limit for this process', async () => {
  const run = await runTune([
    ...[...RUN('busy'), '--strategy', 'random', '--memory-limit', '100', '--isolation', 'none'],
  ]);
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/--memory-limit expects child processes/);
});

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
    expect(eventsOf(run).map(({ type }) => type)).toEqual(['trial', 'trial', 'comparison']);
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
