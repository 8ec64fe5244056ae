import { expect, test } from 'vitest';
import { stepsOf, trialsWithinSteps } from './step-budget.ts';
import type { Outcome, Trial } from './trial.ts';

const trialOf = (outcome?: Outcome, more: Partial<Trial> = {}): Trial => ({
  ...{ number: 1, attempt: 1, token: '', point: {}, seed: 1, suggestSeconds: 0 },
  state: outcome?.state ?? 'running',
  ...(outcome === undefined ? {} : { outcome }),
  ...more,
});
const pruned = (steps: number) => trialOf({ state: 'pruned', reason: '', metrics: { steps } });

test('a trial costs what it was, and a failure as much as a success', () => {
  expect(stepsOf(trialOf({ state: 'complete', values: [1] }), 100)).toBe(100);
  expect(stepsOf(trialOf({ state: 'complete', values: [1] }, { fidelity: 0.25 }), 100)).toBe(25);
  expect(stepsOf(trialOf({ state: 'failed', reason: '' }), 100)).toBe(100);
  expect(stepsOf(trialOf(), 100)).toBe(100);
  expect(stepsOf(pruned(30), 100)).toBe(30);
  // Else a study could prune for ever.
  expect(stepsOf(pruned(0), 100)).toBe(1);
  expect(stepsOf(trialOf({ state: 'cancelled', reason: '' }), 100)).toBe(0);
});

test('a trial that was cut off keeps its steps for the run that goes on', () => {
  const cutOff = trialOf({ state: 'cancelled', reason: 'interrupted', retryable: true });
  expect(stepsOf(cutOff, 100)).toBe(100);
});

test('a trial is begun only where a whole one can be paid', () => {
  const budget = { steps: 300, stepsPerTrial: 100 };
  expect(trialsWithinSteps([], budget)).toBe(3);
  expect(trialsWithinSteps([pruned(1)], budget)).toBe(2);
  expect(trialsWithinSteps([pruned(99), pruned(99), pruned(3)], budget)).toBe(0);
  expect(trialsWithinSteps([trialOf(), trialOf(), trialOf(), trialOf()], budget)).toBe(0);
  expect(trialsWithinSteps([trialOf()], { trials: 1 })).toBe(Infinity);
});
