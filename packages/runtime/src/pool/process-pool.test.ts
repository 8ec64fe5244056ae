import { afterEach, expect, test } from 'vitest';
import type { Job, Outcome } from '@tune/core';
import { jobOf, startJob, type StartedJob } from '@tune/testkit';
import { processPool, type ProcessPool, type ProcessPoolOptions } from './process-pool.ts';
import { reference } from './reference.test-util.ts';

let pool: ProcessPool;
afterEach(() => pool?.close());

const open = (options: Partial<ProcessPoolOptions> = {}): ProcessPool =>
  (pool = processPool({ concurrency: 1, objective: reference(), ...options }));

let trial = 0;
const start = (behavior: string, more: Partial<Job> = {}): StartedJob =>
  startJob(pool, jobOf(++trial, behavior, more));

const outcomeOf = (behavior: string, more: Partial<Job> = {}): Promise<Outcome> =>
  start(behavior, more).outcome;

const valueOf = async (behavior: string): Promise<number> => {
  const outcome = await outcomeOf(behavior);
  return outcome.state === 'complete' ? outcome.values[0]! : Number.NaN;
};

const setupContext = (progress: (message: string) => void = () => undefined) => ({
  signal: new AbortController().signal,
  progress,
});

test('one process evaluates one trial after the other, and it is not this one', async () => {
  open();
  const pid = await valueOf('pid');
  expect(pid).not.toBe(process.pid);
  expect(await valueOf('pid')).toBe(pid);
  expect(await valueOf('trials')).toBe(3);
});

test.each([
  ['exit', 'its process ended with exit code 7'],
  ['kill', 'its process was killed by SIGKILL, as the system does when memory runs out'],
  ['crash', 'its process was ended by SIGABRT'],
  ['late', 'thrown outside of the evaluation'],
  ['reject', 'not handled'],
  [
    'write-bytes',
    expect.stringContaining('its process sent a message that is not one of a worker'),
  ],
  [
    'write-length',
    expect.stringContaining('its process sent a message that is not one of a worker'),
  ],
  ['write-line', 'its process sent a message of more than 4 MiB'],
  ['close-channel', 'its process closed the channel to the process that started it'],
  ['send-null', 'its process sent a message that is not one of a worker: null'],
  ['send-unknown', expect.stringContaining('{"type":"hello"}')],
  ['send-malformed', expect.stringContaining('"outcome":{"state":"complete"}')],
])('a process that does %s is one failed trial; the pool goes on', async (behavior, reason) => {
  open();
  const pid = await valueOf('pid');
  expect(await outcomeOf(behavior)).toMatchObject({ state: 'failed', reason });
  const next = await valueOf('pid');
  expect(next).toBeGreaterThan(0);
  expect(next).not.toBe(pid);
});

test('a process has no channel of Node, whose messages cannot be trusted', async () => {
  open();
  expect(await outcomeOf('send')).toMatchObject({
    state: 'failed',
    reason: 'process.send is not a function',
  });
});

test('a crash may be tried again; what the process was killed for may not', async () => {
  open();
  for (const behavior of ['exit', 'kill', 'crash']) {
    expect(await outcomeOf(behavior)).toMatchObject({ state: 'failed', retryable: true });
  }
  for (const behavior of ['send-null', 'close-channel', 'late']) {
    expect(await outcomeOf(behavior)).not.toHaveProperty('retryable');
  }
  expect(await outcomeOf('spin', { timeoutMs: 10 })).not.toHaveProperty('retryable');
});

test('a process that dies while it is set up for a trial is a crash too', async () => {
  open({ objective: reference({ setup: 'dies' }) });
  expect(await outcomeOf('value')).toMatchObject({ state: 'failed', retryable: true });
});

test.each(['leave-rejection', 'leave-throw'])(
  'what a trial has left behind (%s) does not fail the next one',
  async (behavior) => {
    const written: string[] = [];
    open({ onOutput: (text) => written.push(text) });
    const pid = await valueOf('pid');
    expect(await valueOf(behavior)).toBe(0.25);
    expect(await valueOf('slow')).toBe(0.25);
    expect(written.join('')).toBe(
      `an error of trial ${trial - 1} of suite after its end was not caught: left behind\n`,
    );
    // Its state is not known any more.
    expect(await valueOf('pid')).not.toBe(pid);
  },
);

test('a trial whose process is ended by the code of an earlier one runs again in another process', async () => {
  open();
  const pid = await valueOf('pid');
  expect(await valueOf('leave-exit')).toBe(0.25);
  expect(await outcomeOf('slow')).toMatchObject({ state: 'complete', values: [0.25] });
  expect(await valueOf('pid')).not.toBe(pid);
});

test('a process that floods its channel leaves this one responsive', async () => {
  open({ graceMs: 50 });
  const flooding = start('flood');
  await new Promise((resolve) => setTimeout(resolve, 300));
  let longest = 0;
  for (let n = 0; n < 20; n++) {
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 10));
    longest = Math.max(longest, performance.now() - began);
  }
  flooding.abort('enough');
  expect(await flooding.outcome).toMatchObject({
    state: expect.stringMatching(/cancelled|failed/),
  });
  expect(longest).toBeLessThan(1000);
  expect(await valueOf('value')).toBe(0.25);
});

test('a message about another job does not end this one', async () => {
  open();
  expect(await valueOf('send-other')).toBe(0.25);
});

test('the last output of a process that died is in the stack', async () => {
  const written: string[] = [];
  open({ onOutput: (text) => written.push(text) });
  const outcome = await outcomeOf('crash');
  expect(outcome).toMatchObject({ stack: expect.stringContaining('written before the crash') });
  expect(written.join('')).toContain('written before the crash');
  expect(await outcomeOf('late')).toMatchObject({
    stack: expect.stringContaining('RangeError: thrown outside of the evaluation'),
  });
});

test('characters of the output are not cut at the borders of chunks', async () => {
  const written: string[] = [];
  open({ onOutput: (text) => written.push(text) });
  await outcomeOf('bytes');
  await pool.close();
  expect(written.join('')).toBe('Größe 😀\n');
});

test('all that a trial has written arrives, although the pool is closed at once', async () => {
  let length = 0;
  open({ onOutput: (text) => (length += text.length) });
  await outcomeOf('flood-stdout');
  await pool.close();
  expect(length).toBe(20_000_000);
});

test('a kill from outside fails one trial and leaves the others alone', async () => {
  open({ concurrency: 2 });
  const stopped = start('spin');
  const slow = start('slow');
  const [pid] = await stopped.reported();
  process.kill(pid, 'SIGKILL');
  expect(await stopped.outcome).toMatchObject({ state: 'failed' });
  expect(await slow.outcome).toMatchObject({ state: 'complete', values: [0.25] });
});

test('an evaluation that never returns to its event loop is killed, by time-out or abort', async () => {
  open({ graceMs: 50 });
  expect(await outcomeOf('spin', { timeoutMs: 100 })).toMatchObject({
    state: 'failed',
    reason: 'the evaluation took longer than 0.1 s',
  });
  const spinning = start('spin');
  await spinning.reported();
  spinning.abort('enough');
  expect(await spinning.outcome).toMatchObject({ state: 'cancelled', reason: 'enough' });
  expect(await valueOf('value')).toBe(0.25);
});

test('a time-out that is not a duration is a failed trial that says so', async () => {
  open();
  expect(await outcomeOf('value', { timeoutMs: Number.NaN })).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/milliseconds above 0.* for timeoutMs, but got NaN/),
  });
});

test('a process over its memory limit is killed, and the trial says so', async () => {
  open({ memoryLimitBytes: 200 * 2 ** 20 });
  expect(await outcomeOf('grow')).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(
      /^it used 2\d\d MiB of memory, more than the 200 MiB it may use$/,
    ),
  });
  expect(await valueOf('value')).toBe(0.25);
});

test('a process is replaced after its share of trials', async () => {
  open({ maxTrialsPerProcess: 3 });
  const pids: number[] = [];
  for (let n = 0; n < 7; n++) pids.push(await valueOf('pid'));
  expect(pids.map((pid) => pids.indexOf(pid))).toEqual([0, 0, 0, 3, 3, 3, 6]);
});

test('a process is replaced when its memory has grown', async () => {
  open({ maxGrowthBytes: 100 * 2 ** 20 });
  const pids = [];
  for (let n = 0; n < 6; n++) {
    pids.push(await valueOf('pid'));
    await outcomeOf('keep', { point: { x: 1, behavior: 'keep' } });
  }
  expect(new Set(pids).size).toBeGreaterThan(1);
  expect(new Set(pids).size).toBeLessThan(6);
});

test('outcomes have the peak memory of their own trial, and how long the start took', async () => {
  open();
  const small = (await outcomeOf('value')).metrics!;
  const large = (await outcomeOf('peak', { point: { x: 1, behavior: 'peak' } })).metrics!;
  const again = (await outcomeOf('value')).metrics!;
  expect(large['peakMemoryBytes']! - small['peakMemoryBytes']!).toBeGreaterThan(100 * 2 ** 20);
  if (process.platform === 'linux') {
    // The peak is that of the trial, not of the process.
    expect(again['peakMemoryBytes']).toBeLessThan(large['peakMemoryBytes']!);
  }
  expect(small['startSeconds']).toBeGreaterThan(again['startSeconds']!);
});

test('setup returns the infos and the progress of the first process', async () => {
  const sentences: string[] = [];
  open({ threads: 3 });
  const context = setupContext((sentence) => sentences.push(sentence));
  const infos = await pool.setup(context);
  expect(infos).toEqual([
    { label: 'threads', value: '3' },
    { label: 'set-ups', value: '1', affectsResults: true },
  ]);
  expect(sentences).toEqual(['setting up']);
  expect(await pool.setup(context)).toEqual(infos);
  expect(await valueOf('trials')).toBe(1);
});

test.each([
  ['fails', 'OBJECTIVE_PROCESS_FAILED', 'there is no data'],
  ['dies', 'OBJECTIVE_PROCESS_FAILED', 'its process ended with exit code 3'],
  ['sends null', 'OBJECTIVE_PROCESS_FAILED', 'not one of a worker: null'],
  ['throws', 'PLUGIN_LICENSE_MISSING', 'The plugin needs a license.'],
])('a set-up that %s rejects with %s, and is a failed trial', async (setup, code, reason) => {
  open({ objective: reference({ setup }) });
  await expect(pool.setup(setupContext())).rejects.toMatchObject({
    name: 'TuneError',
    code,
    message: expect.stringContaining(reason),
  });
  expect(await outcomeOf('value')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining(reason),
  });
});

test('a set-up that never ends is killed after its time-out', async () => {
  open({ objective: reference({ setup: 'hangs' }), setupTimeoutMs: 400 });
  expect(await outcomeOf('value')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('its set-up took longer than 0.4 s'),
  });
});

test.each(['waits', 'ignores its signal', 'hangs'])(
  'a set-up that %s ends when its signal aborts',
  async (setup) => {
    open({ objective: reference({ setup }), graceMs: 50 });
    const abort = new AbortController();
    const set = pool.setup({ signal: abort.signal, progress: () => abort.abort('interrupted') });
    await expect(set).rejects.toMatchObject({ code: 'OBJECTIVE_PROCESS_FAILED' });
  },
);

test('an abort while the process starts cancels the job, and the process serves the next', async () => {
  open();
  const first = start('pid');
  first.abort('not wanted');
  expect(await first.outcome).toEqual({ state: 'cancelled', reason: 'not wanted' });
  expect(await valueOf('trials')).toBe(1);
});

test('close ends a set-up and the jobs that wait for it', async () => {
  open({ objective: reference({ setup: 'hangs' }) });
  const set = pool.setup(setupContext());
  const jobs = [start('value'), start('value')];
  const refused = expect(set).rejects.toMatchObject({ code: 'OBJECTIVE_PROCESS_FAILED' });
  await pool.close('no time');
  await refused;
  for (const { outcome } of jobs) {
    expect(await outcome).toEqual({ state: 'cancelled', reason: 'no time' });
  }
  await expect(pool.setup(setupContext())).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
});

test.each([
  ['fails', 'OBJECTIVE_DISPOSE_FAILED', 'the session is open still'],
  ['throws', 'PLUGIN_LICENSE_MISSING', 'The plugin needs a license.'],
])('a dispose that %s is told once, when the pool is closed', async (dispose, code, reason) => {
  // The first process is replaced before the pool is closed.
  open({ objective: reference({ dispose }), maxTrialsPerProcess: 1 });
  expect(await valueOf('value')).toBe(0.25);
  await expect(pool.close()).rejects.toMatchObject({
    name: 'TuneError',
    code,
    message: expect.stringContaining(reason),
  });
  await pool.close();
});

test('a missing module or export is a failed trial with the reason', async () => {
  open({ objective: { ...reference(), export: 'missing' } });
  expect(await outcomeOf('value')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('missing'),
  });
  await pool.close();
  open({ objective: { ...reference(), module: 'file:///nowhere.mjs' } });
  expect(await outcomeOf('value')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('nowhere.mjs'),
  });
});

test('a job of another objective is a failed trial', async () => {
  open();
  const objective = { ...reference(), export: 'another' };
  expect(await outcomeOf('value', { objective })).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/another" cannot be loaded by another process/),
  });
  const { module, ...rest } = reference();
  const same = { ...rest, module, isTest: false };
  expect(await outcomeOf('value', { objective: same })).toMatchObject({ state: 'complete' });
});

test('jobs beyond the concurrency wait in order', async () => {
  open();
  const ended: string[] = [];
  const jobs = ['slow', 'value', 'pid', 'value'].map((behavior) => start(behavior));
  jobs.forEach(({ outcome }, n) => void outcome.then(({ state }) => ended.push(`${n} ${state}`)));
  jobs[2]!.abort('not wanted');
  await Promise.all(jobs.map(({ outcome }) => outcome));
  expect(ended).toEqual(['2 cancelled', '0 complete', '1 complete', '3 complete']);
});
