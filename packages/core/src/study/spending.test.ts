import { expect, test } from 'vitest';
import { StudyState } from '../events/study-state.ts';
import { remainingTrials } from './remaining-budget.ts';
import { Spending } from './spending.ts';
import type { Outcome } from './trial.ts';

/** A state, and the calls that begin and end trials in it. */
function growing() {
  const state = new StudyState('minimize', 's');
  const attemptOf = (number: number) => ({ number, attempt: 1, token: `${number}` });
  const begin = (at: number, suggestSeconds = 0): number => {
    const number = state.size + 1;
    const known = { ...attemptOf(number), point: { x: number }, seed: 1, suggestSeconds };
    state.apply(state.version, { type: 'trial-started', at, ...known });
    return number;
  };
  const end = (number: number, at: number, outcome: Outcome, evaluateSeconds = 0): void =>
    state.apply(state.version, {
      ...{ type: 'trial-ended', at, ...attemptOf(number), outcome, evaluateSeconds },
    });
  return { state, begin, end };
}

const complete: Outcome = { state: 'complete', values: [1] };
const pruned = (steps: number): Outcome => ({ state: 'pruned', reason: '', metrics: { steps } });

test('a trial is begun if the budget has room for all its steps', () => {
  const { state, begin, end } = growing();
  const budget = { steps: 300, stepsPerTrial: 100 };
  state.apply(state.version, { type: 'budget-changed', at: 0, budget });
  expect(remainingTrials(state)).toBe(3);
  end(begin(0), 0, pruned(1));
  expect(remainingTrials(state)).toBe(2);
  const running = begin(0);
  expect(remainingTrials(state)).toBe(1);
  end(running, 0, pruned(99));
  expect(remainingTrials(state)).toBe(2);
  for (let n = 0; n < 2; n++) end(begin(0), 0, complete);
  expect(remainingTrials(state)).toBe(0);
  // A full evaluation that costs less: what is spent is counted anew.
  state.apply(state.version, {
    type: 'budget-changed',
    at: 0,
    budget: { steps: 300, stepsPerTrial: 50 },
  });
  expect(remainingTrials(state)).toBe(2);
});

test('time in which several trials ran is spent once, and time between them not at all', () => {
  const { state, begin, end } = growing();
  const spending = new Spending(state);
  const span = (from: number, to: number, suggestSeconds = 0) =>
    end(begin(from, suggestSeconds), to, complete, (to - from) / 1000);
  expect(spending.seconds()).toBe(0);
  span(1000, 2000);
  expect(spending.seconds()).toBe(1);
  span(1500, 2500);
  span(1600, 1700);
  expect(spending.seconds()).toBe(1.5);
  span(50_000, 51_000, 0.5);
  expect(spending.seconds()).toBe(3);
  // What has not ended is not known.
  begin(60_000);
  expect(spending.seconds()).toBe(3);
});

test('an evaluation that took place elsewhere costs what its outcome says, besides its choosing', () => {
  const { state, begin, end } = growing();
  const spending = new Spending(state);
  const recorded: Outcome = { ...complete, seconds: 40 };
  end(begin(2000, 0.5), 2010, recorded, 40);
  expect(spending.seconds()).toBe(40.5);
  // At the same time, but not in the same seconds.
  end(begin(2000), 2010, recorded, 40);
  end(begin(2000), 3000, complete, 1);
  expect(spending.seconds()).toBe(81.5);
  state.apply(state.version, { type: 'budget-changed', at: 0, budget: { seconds: 82 } });
  expect(remainingTrials(state)).toBe(Infinity);
  end(begin(4000), 4001, { state: 'failed', reason: '', seconds: 1 }, 1);
  expect(remainingTrials(state)).toBe(0);
});
