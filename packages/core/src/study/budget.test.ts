import { expect, test } from 'vitest';
import { memoryStorage } from '../index.ts';
import { secondsSpent, stepsOf, trialsWithinSteps } from './budget.ts';
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

test('a trial is begun if the budget has room for all its steps', () => {
  const budget = { steps: 300, stepsPerTrial: 100 };
  expect(trialsWithinSteps([], budget)).toBe(3);
  expect(trialsWithinSteps([pruned(1)], budget)).toBe(2);
  expect(trialsWithinSteps([pruned(99), pruned(99), pruned(3)], budget)).toBe(0);
  expect(trialsWithinSteps([trialOf(), trialOf(), trialOf(), trialOf()], budget)).toBe(0);
  expect(trialsWithinSteps([trialOf()], { trials: 1 })).toBe(Infinity);
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

test('time in which several trials ran is spent once, and time between them not at all', () => {
  const span = (startedAt: number, endedAt: number, suggestSeconds = 0): Trial =>
    trialOf(complete(1), {
      ...{ startedAt, endedAt, suggestSeconds },
      evaluateSeconds: (endedAt - startedAt) / 1000,
    });
  expect(secondsSpent([])).toBe(0);
  expect(secondsSpent([span(1000, 2000), span(1500, 2500), span(1600, 1700)])).toBe(1.5);
  expect(secondsSpent([span(50_000, 51_000), span(1000, 2000)])).toBe(2);
  expect(secondsSpent([span(1000, 2000, 0.5)])).toBe(1.5);
  // What has not ended is not known.
  expect(secondsSpent([span(1000, 2000), trialOf(undefined, { startedAt: 5000 })])).toBe(1);
});
