import type { Space, Trial } from '@tune/core';

/** A trial, and the repeat in which it was evaluated. */
export interface RepeatTrial {
  readonly repeat: number;
  readonly trial: Trial;
}

/**
 * The ended trials of several searches of one objective as one list, numbered anew. In one repeat equal
 * points have equal values, whichever strategy tries them, so the second one adds nothing and is left out. In
 * different repeats the noise is another one, and both count.
 */
export function pooledTrials(space: Space, all: readonly RepeatTrial[]): Trial[] {
  const seen = new Set<string>();
  return all
    .filter(({ repeat, trial: { outcome, point } }) => {
      if (outcome === undefined || outcome.state === 'cancelled') return false;
      const key = `${repeat} ${space.canonical(point)}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .map(({ trial }, index) => ({ ...trial, number: index + 1 }));
}
