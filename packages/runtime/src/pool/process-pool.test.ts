import { afterEach, expect, test } from 'vitest';
import type { Outcome } from '@tune/core';
import { jobOf, outcomesOf, take } from '@tune/testkit';
import { processPool, type ProcessPool, type ProcessPoolOptions } from './process-pool.ts';
import { reference } from './reference.test-util.ts';

let pool: ProcessPool | undefined;
afterEach(() => pool?.close());

const open = (options: Partial<ProcessPoolOptions> = {}): ProcessPool =>
  (pool = processPool({ size: 1, objective: reference(), ...options }));

let trial = 0;
async function outcomeOf(behavior: string, more = {}): Promise<Outcome> {
  trial += 1;
  pool!.submit(jobOf(trial, behavior, more));
  return outcomesOf(await take(pool!, 1)).get(trial)!;
}
const valueOf = async (behavior: string, more = {}): Promise<number> => {
  const outcome = await outcomeOf(behavior, more);
  return outcome.state === 'complete' ? outcome.values[0]! : Number.NaN;
};

const setupContext = (progress: (message: string) => void = () => undefined) => ({
  signal: new AbortController().signal,
  progress,
});

test('a process evaluates one trial after the other, in a process that is not this one', async () => {
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
  ['late', 'its process ended with exit code 1'],
])('a process that dies (%s) is one failed trial; the pool goes on', async (behavior, reason) => {
  open();
  const pid = await valueOf('pid');
  expect(await outcomeOf(behavior)).toMatchObject({ state: 'failed', reason });
  const next = await valueOf('pid');
  expect(next).toBeGreaterThan(0);
  expect(next).not.toBe(pid);
});

test('the last words of a process are in the stack', async () => {
  const written: string[] = [];
  open({ onOutput: (text) => written.push(text) });
  const outcome = await outcomeOf('crash');
  expect(outcome).toMatchObject({ stack: expect.stringContaining('the last words') });
  expect(written.join('')).toContain('the last words');
  expect(await outcomeOf('late')).toMatchObject({
    stack: expect.stringContaining('RangeError: thrown by nobody in particular'),
  });
});

test('a kill from outside is one failed trial, the others are not touched', async () => {
  open({ size: 2 });
  pool!.submit(jobOf(1, 'pid'));
  const first = outcomesOf(await take(pool!, 1)).get(1);
  const pid = first?.state === 'complete' ? first.values[0]! : 0;
  // The warm process takes the first, a new one the second.
  pool!.submit(jobOf(2, 'wait'));
  pool!.submit(jobOf(3, 'slow'));
  for await (const event of pool!.outcomes()) if (event.type === 'reported') break;
  process.kill(pid, 'SIGKILL');
  expect(outcomesOf(await take(pool!, 2))).toMatchObject(
    new Map([
      [2, { state: 'failed' }],
      [3, { state: 'complete', values: [0.25] }],
    ]),
  );
});

test('what never returns to its event loop is killed when its time is up, or on cancel', async () => {
  open({ graceMs: 50 });
  expect(await outcomeOf('spin', { timeoutMs: 100 })).toMatchObject({
    state: 'failed',
    reason: 'the evaluation took longer than 0.1 s',
  });
  trial += 1;
  pool!.submit(jobOf(trial, 'spin'));
  for await (const event of pool!.outcomes()) if (event.type === 'reported') break;
  pool!.cancel(trial, 'enough');
  expect(outcomesOf(await take(pool!, 1)).get(trial)).toMatchObject({
    state: 'cancelled',
    reason: 'enough',
  });
  expect(await valueOf('value')).toBe(0.25);
});

test('a process over its memory limit is killed, and the trial says so', async () => {
  open({ memoryLimitBytes: 200 * 2 ** 20 });
  expect(await outcomeOf('grow')).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/^it had 2\d\d MiB of memory, more than the 200 MiB it may$/),
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

test('outcomes tell the peak memory of their own trial, and how long the start took', async () => {
  open();
  const small = (await outcomeOf('value')).metrics!;
  const large = (await outcomeOf('peak', { point: { x: 1, behavior: 'peak' } })).metrics!;
  const again = (await outcomeOf('value')).metrics!;
  expect(large['peakMemoryBytes']! - small['peakMemoryBytes']!).toBeGreaterThan(100 * 2 ** 20);
  if (process.platform === 'linux') {
    // The peak is of this trial, not of the process.
    expect(again['peakMemoryBytes']).toBeLessThan(large['peakMemoryBytes']!);
  }
  expect(small['startSeconds']).toBeGreaterThan(again['startSeconds']!);
});

test('set-up runs once in each process; its facts and progress come from the first', async () => {
  const sentences: string[] = [];
  open({ threads: 3 });
  const facts = await pool!.setup(setupContext((sentence) => sentences.push(sentence)));
  expect(facts).toEqual([{ label: 'threads', value: '3' }]);
  expect(sentences).toEqual(['setting up']);
  const warm = (await outcomeOf('value')).metrics!;
  await pool!.close();
  open();
  expect((await outcomeOf('value')).metrics!['startSeconds']).toBeGreaterThan(
    warm['startSeconds']!,
  );
});

test.each([
  ['fails', 'there is no data'],
  ['dies', 'its process ended with exit code 3'],
])('a set-up that %s is an error with its reason, and a failed trial', async (setup, reason) => {
  open({ objective: reference({ setup }) });
  const error = { code: 'OBJECTIVE_PROCESS_FAILED', details: { reason } };
  await expect(pool!.setup(setupContext())).rejects.toMatchObject(error);
  expect(await outcomeOf('value')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining(reason),
  });
});

test('a set-up that never ends is killed; one that is cancelled ends', async () => {
  open({ objective: reference({ setup: 'hangs' }), setupTimeoutMs: 400 });
  expect(await outcomeOf('value')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('its set-up took longer than 0.4 s'),
  });
  await pool!.close();
  open({ objective: reference({ setup: 'waits' }) });
  const abort = new AbortController();
  const set = pool!.setup({ signal: abort.signal, progress: () => abort.abort('interrupted') });
  await expect(set).rejects.toMatchObject({ code: 'OBJECTIVE_PROCESS_FAILED' });
});

test('a module or an export that is not there is a failed trial with the reason', async () => {
  open({ objective: { ...reference(), export: 'nobody' } });
  expect(await outcomeOf('value')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('nobody'),
  });
  await pool!.close();
  open({ objective: { ...reference(), module: 'file:///nowhere.mjs' } });
  expect(await outcomeOf('value')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('nowhere.mjs'),
  });
});

test('a job of another objective is refused; one more than there are slots waits', async () => {
  open();
  const stranger = { ...reference(), export: 'another' };
  expect(() => pool!.submit(jobOf(1, 'value', { objective: stranger }))).toThrow(/another process/);
  pool!.submit(jobOf(1, 'slow'));
  pool!.submit(jobOf(2, 'slow'));
  pool!.submit(jobOf(3, 'value'));
  pool!.cancel(3, 'never mind');
  const outcomes = outcomesOf(await take(pool!, 3));
  expect([...outcomes].map(([id, { state }]) => [id, state])).toEqual([
    [3, 'cancelled'],
    [1, 'complete'],
    [2, 'complete'],
  ]);
});
