import type { ComparisonEvent, Design } from '@tune/compare';
import { float, space, type Strategy, type Trial } from '@tune/core';

/** A strategy that no test asks. */
const idle: Strategy = {
  name: 'idle',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async () => [],
};

/** Two strategies, four trials each, an accuracy to be maximized over `lr`. */
export function designOf(more: Partial<Design> = {}): Design {
  return {
    objective: {
      name: 'net',
      metric: 'accuracy',
      direction: 'maximize',
      space: space({ lr: float(1e-5, 1e-1, { log: true }) }),
      evaluate: async () => 0,
    },
    contenders: [
      { label: 'bayes', strategy: idle },
      { label: 'random', strategy: idle },
    ],
    trials: 4,
    repeats: 1,
    seed: 1,
    ...more,
  };
}

/** The end of a trial, complete with a value or failed with a reason; `improved` if it is said. */
export function ended(
  label: string,
  number: number,
  result: number | string,
  { repeat = 1, improved = false } = {},
): ComparisonEvent & { type: 'trial-ended' } {
  const trial: Trial = {
    number,
    attempt: 1,
    token: '',
    point: { lr: 0.001 * number },
    seed: 1,
    suggestSeconds: 0.01,
    evaluateSeconds: 2,
    ...(typeof result === 'number'
      ? { state: 'complete', value: result, outcome: { state: 'complete', values: [result] } }
      : { state: 'failed', outcome: { state: 'failed', reason: result } }),
  };
  return { type: 'trial-ended', label, repeat, trial, improved };
}
