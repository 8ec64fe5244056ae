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
