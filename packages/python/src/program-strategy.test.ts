import { createStudy, float, memoryStorage, space, type Strategy } from '@tune/core';
import { expect, test } from 'vitest';
import { ended, testStrategy } from './programs.test-util.ts';
import { programStrategy } from './program-strategy.ts';

const line = { x: float(0, 1) };
const studyOf = (strategy: Strategy, more: object = {}) =>
  createStudy({ space: line, strategy, seed: 5, name: 's', ...more });

test('a program is asked what it is, and each study has a process that is told every trial once', async () => {
  const { strategy, requests } = await testStrategy('', { options: { radius: 2 }, version: 'abc' });
  expect(strategy).toMatchObject({ name: 'walk', version: '7; abc', options: { radius: 2 } });
  expect(strategy.capabilities).toEqual({ parallel: true, exhaustive: false, stateful: true });
  const study = await studyOf(strategy, { direction: 'maximize', budget: { trials: 3 } });
  await study.optimize(({ x }) => x);
  await study.dispose();
  await ended(requests()[0]!.pid);
  const [start, ...others] = requests();
  expect(start).toMatchObject({
    ...{ op: 'start', protocol: 1, direction: 'minimize', budget: 3, options: { radius: 2 } },
    space: [{ name: 'x', type: 'float', low: 0, high: 1 }],
    constraints: [],
  });
  expect(Number.isInteger(start!['seed'])).toBe(true);
  const points = study.trials.map(({ point }) => point);
  const told = (index: number) => ({
    op: 'observe',
    trials: [{ point: points[index], value: -points[index]!['x'] }],
  });
  expect(others.map(({ pid: _, ...request }) => request)).toEqual([
    { op: 'suggest', count: 1, pending: [] },
    told(0),
    { op: 'suggest', count: 1, pending: [] },
    told(1),
    { op: 'suggest', count: 1, pending: [] },
    { op: 'stop' },
  ]);
});

test('failed and pruned trials are told without a value, running ones as pending', async () => {
  const { strategy, requests } = await testStrategy();
  const study = await studyOf(strategy);
  const [one, two, three] = await study.ask({ count: 3 });
  await study.tell(one!, { failed: 'no luck' });
  await study.tell(two!, { state: 'pruned', reason: 'behind' });
  await study.ask();
  await study.dispose();
  const [first, second] = requests().filter(({ op }) => op === 'suggest');
  expect(first).toMatchObject({ count: 3, pending: [] });
  expect(second).toMatchObject({ count: 1, pending: [three!.point] });
  const observed = requests().find(({ op }) => op === 'observe');
  expect(observed!['trials']).toEqual([
    { point: one!.point, failed: 'failed' },
    { point: two!.point, failed: 'pruned' },
  ]);
});

test('a study that goes on has a process of its own that is told what has ended, before time is measured', async () => {
  const storage = memoryStorage();
  // It answers `start` after two seconds.
  const { strategy, requests } = await testStrategy('start=slow');
  const first = await studyOf(strategy, { storage });
  await first.optimize(({ x }) => x, { trials: 4 });
  await first.dispose();
  const before = requests()[0]!.pid;
  const again = await studyOf(strategy, { storage });
  await again.optimize(({ x }) => x, { trials: 2 });
  await again.dispose();
  const later = requests().filter(({ pid }) => pid !== before);
  expect(later.slice(0, 3).map(({ op }) => op)).toEqual(['start', 'observe', 'suggest']);
  expect(later[1]!['trials']).toHaveLength(4);
  expect(new Set(later.map(({ pid }) => pid)).size).toBe(1);
  for (const { suggestSeconds } of again.trials) expect(suggestSeconds).toBeLessThan(1.9);
});

test('a process that was told something else than the history is replaced', async () => {
  const { strategy, requests } = await testStrategy();
  const study = await studyOf(strategy, { budget: { trials: 4 } });
  await study.optimize(({ x }) => x);
  expect(await study.recommend()).toMatchObject({ point: { x: 0.25 } });
  expect(await study.recommend({ trials: 2 })).toMatchObject({ point: { x: 0.25 } });
  await study.dispose();
  const observed = (pid: number) =>
    requests()
      .filter((one) => one.pid === pid && one.op === 'observe')
      .flatMap((one) => one['trials']).length;
  const recommended = requests().filter(({ op }) => op === 'recommend');
  expect(recommended.map(({ pid }) => observed(pid))).toEqual([4, 2]);
});

test.each([
  [
    'suggest=die',
    'STRATEGY_PROGRAM_ENDED',
    /ended with exit code 3 .*"suggest".*\n.*no memory left/s,
  ],
  ['start=die', 'STRATEGY_PROGRAM_ENDED', /"start"/],
  ['suggest=garbage', 'STRATEGY_PROGRAM_ANSWER_INVALID', /a JSON object.*but got Hello/s],
  ['suggest=list', 'STRATEGY_PROGRAM_ANSWER_INVALID', /a JSON object.*but got \[1\]/s],
  ['suggest=long', 'STRATEGY_PROGRAM_ANSWER_INVALID', /at most 16 MiB.*but got a longer one/s],
  ['suggest=many', 'STRATEGY_PROGRAM_ANSWER_INVALID', /at most 1 points/],
  ['suggest=nothing', 'STRATEGY_PROGRAM_ANSWER_INVALID', /\{"points": \[\.\.\.\]\}/],
  ['suggest=error', 'STRATEGY_PROGRAM_FAILED', /out of ideas\na word about itself/],
  [
    'suggest=text',
    'STRATEGY_PROGRAM_FAILED',
    /"walk" answered "suggest" with an error: out of ideas/,
  ],
  ['suggest=mute', 'STRATEGY_PROGRAM_ENDED', /closed its stdout/],
  ['suggest=deaf', 'STRATEGY_PROGRAM_ENDED', /closed its stdin/],
  ['suggest=silence', 'STRATEGY_PROGRAM_TIMED_OUT', /did not answer "suggest" within 3 s/],
  ['suggest=outside', 'STRATEGY_POINT_INVALID', /x/],
])('%s ends the study with %s', async (misdeed, code, message) => {
  const timeoutMs = misdeed.endsWith('silence') ? 3000 : 60_000;
  const { strategy, requests } = await testStrategy(misdeed, { timeoutMs });
  const study = await studyOf(strategy);
  await expect(study.optimize(({ x }) => x, { trials: 2 })).rejects.toMatchObject({
    ...{ code, message: expect.stringMatching(message) as string },
  });
  await study.dispose();
  await ended(requests()[0]!.pid);
});

test('a line too many is seen at the next request', async () => {
  const { strategy } = await testStrategy('suggest=twice');
  const study = await studyOf(strategy);
  await expect(study.optimize(({ x }) => x, { trials: 5 })).rejects.toMatchObject({
    code: 'STRATEGY_PROGRAM_ANSWER_INVALID',
    message: expect.stringContaining('one line for each request') as string,
  });
  await study.dispose();
});

test('no points end the search once the space is used up, and are an error before', async () => {
  const { strategy } = await testStrategy('suggest=none');
  const study = await studyOf(strategy);
  await expect(study.optimize(({ x }) => x, { trials: 2 })).rejects.toMatchObject({
    code: 'STRATEGY_GAVE_NOTHING',
  });
  await study.dispose();
});

test('a point that violates a constraint is told as failed, and another one is asked for', async () => {
  const { strategy, requests } = await testStrategy();
  const upper = space(line).constrain('upper', ({ x }) => x > 0.5);
  const study = await studyOf(strategy, { space: upper });
  await study.optimize(({ x }) => x, { trials: 6 });
  await study.dispose();
  expect(study.trials.every(({ point }) => point['x']! > 0.5)).toBe(true);
  const refused = requests()
    .flatMap((one) => (one['trials'] ?? []) as { point: { x: number }; failed?: string }[])
    .filter(({ failed }) => failed !== undefined);
  expect(refused.length).toBeGreaterThan(1);
  for (const { point, failed } of refused) {
    expect(point.x).toBeLessThanOrEqual(0.5);
    expect(failed).toBe('violates upper');
  }
});

test('a program that meets no constraint ends after so many points', async () => {
  const { strategy } = await testStrategy('suggest=low');
  const study = await studyOf(strategy, {
    space: space(line).constrain('upper', ({ x }) => x > 0.5),
  });
  await expect(study.optimize(({ x }) => x, { trials: 1 })).rejects.toMatchObject({
    code: 'STRATEGY_PROGRAM_CONSTRAINED',
    message: expect.stringContaining('200 points in a row that violate upper') as string,
  });
  await study.dispose();
});

test('an abort ends a program that is choosing', async () => {
  const { strategy, requests } = await testStrategy('suggest=silence');
  const study = await studyOf(strategy);
  const controller = new AbortController();
  const searching = study.optimize(({ x }) => x, { trials: 2, signal: controller.signal });
  while (requests().at(-1)?.op !== 'suggest')
    await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort();
  expect(await searching).toMatchObject({ reason: 'aborted' });
  await ended(requests()[0]!.pid);
  await study.dispose();
});

test.each([
  [
    'a missing file',
    ['./no-such-program'],
    /could not be started as \.\/no-such-program: there is no such program/,
  ],
  ['a text file', [import.meta.filename], /it may not be executed/],
])('%s cannot be started', async (_, command, message) => {
  await expect(programStrategy({ name: 'mine', command })).rejects.toMatchObject({
    code: 'STRATEGY_PROGRAM_NOT_STARTED',
    message: expect.stringMatching(message) as string,
  });
});

test('a program that answers everything with ok has no version and sees one trial at a time', async () => {
  const program = `
    const points = [{ x: 0.5 }];
    require('readline').createInterface({ input: process.stdin }).on('line', (line) =>
      console.log(JSON.stringify(JSON.parse(line).op === 'suggest' ? { points } : { ok: true })));`;
  const command = [process.execPath, '-e', program];
  const strategy = await programStrategy({ name: 'mine', command });
  expect(strategy.version).toBeUndefined();
  expect(strategy.recommend).toBeUndefined();
  expect(strategy.capabilities.parallel).toBe(false);
  const study = await studyOf(strategy);
  await study.optimize(({ x }) => x, { trials: 3 });
  expect(study.trials).toHaveLength(3);
  await study.dispose();
});
