import { TuneError } from './errors.ts';
import { faultLines, type Point, type Space } from './space.ts';
import type { Strategy, Suggestion } from './strategy.ts';

/** @throws STRATEGY_POINT_INVALID  the strategy left the space */
export function checkSuggestions<P extends Point>(
  space: Space<P>,
  { name: strategy }: Pick<Strategy, 'name'>,
  suggestions: readonly Suggestion[],
): void {
  for (const { point } of suggestions) {
    const faults = space.faults(point);
    if (faults.length === 0) continue;
    const lines = [faultLines(faults).join('\n')];
    throw new TuneError('STRATEGY_POINT_INVALID', { strategy, lines });
  }
}
