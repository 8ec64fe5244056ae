import { createRng } from '@tune/core/plugin';
import type { TrialEnd } from './trying.ts';

/** So many trials with values. */
export const complete = (count: number): TrialEnd[] =>
  Array.from({ length: count }, (_, index) => Math.sin(index));

/** Ends of trials with every kind of value, drawn from a seed. */
export function drawEnds(seed: number, count: number): TrialEnd[] {
  const rng = createRng(`ends ${seed}`);
  const special: readonly TrialEnd[] = [
    ...(['failed', 'failed', 'pruned', 'running', 'running'] as const),
    ...[0, 1, 1, -1, 1e300, -1e300, 1e-300],
  ];
  return Array.from({ length: count }, () =>
    rng.next() < 0.5 ? rng.normal() : special[rng.integer(special.length)]!,
  );
}

/** Histories that strategies stumble over, by what messages call them. */
export const hardEnds: Readonly<Record<string, readonly TrialEnd[]>> = {
  'only failures': Array.from({ length: 12 }, () => 'failed' as const),
  'only pruned trials': Array.from({ length: 12 }, () => 'pruned' as const),
  'equal values': Array.from({ length: 12 }, () => 7),
  'huge values': [1e300, -1e300, 1e300, -1e300, 1e308, -1e308, 1e300, 1, 1e300, -1e300, 2, 3],
  'tiny differences': Array.from({ length: 12 }, (_, index) => 1 + index * 2 ** -52),
  'one value among failures': ['failed', 'pruned', 'failed', 3, 'failed', 'pruned', 'failed'],
};
