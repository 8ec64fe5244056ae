import { expect, test } from 'vitest';
import type { Pruner } from '../index.ts';
import { square, studyOf, uniform } from '../study/study.test-util.ts';

const rejecting = () => Promise.reject(new Error('too late'));

test.each([
  ['undefined', () => undefined],
  ['NaN', () => Number.NaN],
  ['true', () => true],
  ['"yes"', () => 'yes'],
  ['a promise', async () => 'keep'],
  ['a promise that rejects', rejecting],
])('a pruner that says %s ends the search and shouldStop', async (_, decide) => {
  const pruner = { name: 'unsure', decide } as unknown as Pruner;
  const error = {
    code: 'PRUNER_INVALID',
    message: expect.stringMatching(/"keep" or "stop" .* "unsure", but got /) as string,
  };
  const s = await studyOf({ strategy: uniform });
  const objective = square(({ x }, { report }) => {
    report(1, x);
    return x;
  });
  await expect(s.optimize(objective, { trials: 2, pruner })).rejects.toMatchObject(error);

  const asked = await studyOf({ strategy: uniform });
  const trial = (await asked.ask())!;
  await expect(asked.shouldStop(trial, pruner)).rejects.toMatchObject(error);
});

test('a pruner that throws ends the search, and the error says which one, where it comes from, and why', async () => {
  const cause = new Error('no idea');
  const pruner: Pruner = {
    name: 'unsure',
    source: './unsure.mjs',
    decide() {
      throw cause;
    },
  };
  const s = await studyOf({ strategy: uniform });
  const objective = square(({ x }, { report }) => {
    report(3, x);
    return x;
  });
  await expect(s.optimize(objective, { trials: 2, pruner })).rejects.toMatchObject({
    code: 'PRUNER_FAILED',
    message:
      'The pruner "unsure" (./unsure.mjs) could not decide about trial 1 at step 3: no idea.',
    cause,
  });
  // Nothing is lost: the search goes on without the pruner.
  await s.optimize(objective, { trials: 1 });
  expect(s.trials.map(({ state }) => state)).toEqual(['complete', 'complete']);
});

test('what a pruner does to what it sees changes no trial and no report', async () => {
  const spoil = (list: readonly unknown[]): void => void ((list as unknown[]).length = 0);
  const pruner: Pruner = {
    name: 'spoils',
    decide(history, trial) {
      const points = [trial, ...history.ended].map((curve) => curve.points);
      for (const list of [...points, history.ended, history.running]) spoil(list);
      return 'keep';
    },
  };
  const s = await studyOf({ strategy: uniform });
  const objective = square(({ x }, { report }) => {
    report(1, x);
    report(2, x);
    return x;
  });
  await s.optimize(objective, { trials: 3, pruner });
  for (const { number, state, point, value } of s.trials) {
    expect({ state, value }).toEqual({ state: 'complete', value: point.x });
    const reports = await s.reports(number);
    expect(reports.map(({ step, value: told }) => [step, told])).toEqual([
      [1, point.x],
      [2, point.x],
    ]);
  }
});
