import { expect, test } from 'vitest';
import { memoryStorage } from '../index.ts';
import { stepsOf } from './budget.ts';
import { complete, interrupted, studyOf } from './study.test-util.ts';
import type { Outcome, Trial } from './trial.ts';

const trialOf = (outcome?: Outcome, more: Partial<Trial> = {}): Trial => ({
  ...{ number: 1, attempt: 1, token: '', point: {}, seed: 1, suggestSeconds: 0 },
  state: outcome?.state ?? 'running',
  ...(outcome === undefined ? {} : { outcome }),
  ...more,
});
const pruned = (steps: number) => trialOf({ state: 'pruned', reason: '', metrics: { steps } });

test('a trial costs what it was, and a failure as much as a success', () => {
  expect(stepsOf(trialOf(complete(1)), 100)).toBe(100);
  expect(stepsOf(trialOf(complete(1), { fidelity: 0.25 }), 100)).toBe(25);
  expect(stepsOf(trialOf({ state: 'failed', reason: '' }), 100)).toBe(100);
  expect(stepsOf(trialOf(), 100)).toBe(100);
  expect(stepsOf(pruned(30), 100)).toBe(30);
  // If it cost nothing, a study could prune without an end.
  expect(stepsOf(pruned(0), 100)).toBe(1);
  expect(stepsOf(trialOf({ state: 'cancelled', reason: '' }), 100)).toBe(0);
});

test('a trial that waits to be run again keeps its steps', () => {
  const { outcome: _outcome, ...trial } = trialOf(interrupted);
  expect(stepsOf({ ...trial, state: 'waiting' }, 100)).toBe(100);
});

test('a study with a budget of steps ends when no full evaluation fits in', async () => {
  const budget = { steps: 250, stepsPerTrial: 100 };
  const s = await studyOf({ budget, storage: memoryStorage() });
  expect(s.remaining).toBe(2);
  await s.tell((await s.ask())!, { state: 'pruned', reason: 'flat', metrics: { steps: 40 } });
  expect(s.remaining).toBe(2);
  await s.tell((await s.ask())!, 1);
  await s.tell((await s.ask())!, 1);
  expect(await s.ask()).toBeUndefined();
  expect(s.isOver).toBe(true);
});
