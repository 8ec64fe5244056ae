import { float, space, type Space, type Trial } from '@tune/core';
import { expect, test } from 'vitest';
import { pooledTrials, type RepeatTrial } from './pooled-trials.ts';

const line = space({ x: float(0, 1) }) as Space;

const trialOf = (repeat: number, x: number, value: number | undefined): RepeatTrial => {
  const trial: Trial = {
    ...{ number: 9, attempt: 1, token: 't', point: { x }, seed: 0, suggestSeconds: 0 },
    ...(value === undefined
      ? { state: 'running' }
      : {
          state: 'complete',
          value,
          values: [value],
          outcome: { state: 'complete', values: [value] },
        }),
  };
  return { repeat, trial };
};

test('equal points count once in a repeat and again in another one, numbered anew', () => {
  const all = [trialOf(1, 0.5, 3), trialOf(1, 0.5, 3), trialOf(2, 0.5, 4), trialOf(1, 0.25, 5)];
  expect(pooledTrials(line, all).map(({ number, value }) => [number, value])).toEqual([
    [1, 3],
    [2, 4],
    [3, 5],
  ]);
});

test('trials without an outcome are left out', () => {
  expect(pooledTrials(line, [trialOf(1, 0.5, undefined)])).toEqual([]);
});
