import {
  createRng,
  createScratch,
  historyOf,
  type Ask,
  type Point,
  type Rng,
  type Space,
  type Trial,
} from '@tune/core';

/** Complete trials with the given losses; NaN makes a failed trial, undefined a running one. */
export function historyWith(points: readonly Point[], losses: readonly (number | undefined)[]) {
  const trials = points.map((point, index): Trial => {
    const value = losses[index];
    const state = value === undefined ? 'running' : Number.isFinite(value) ? 'complete' : 'failed';
    return {
      number: index + 1,
      attempt: 1,
      token: 't',
      state,
      point,
      seed: 0,
      suggestSeconds: 0,
      ...(state === 'complete' ? { value: value! } : {}),
    };
  });
  return historyOf(trials, 'minimize');
}

/** Random points. */
export function drawPoints(space: Space, count: number, rng: Rng): Point[] {
  return Array.from({ length: count }, () => space.decode(space.columns.map(() => rng.next())));
}

export function askOf(space: Space, history: Ask['history'], more: Partial<Ask> = {}): Ask {
  return {
    space,
    history,
    count: 1,
    rng: createRng(7),
    scratch: createScratch(),
    signal: new AbortController().signal,
    ...more,
  };
}
