import { coreError } from '../errors.ts';
import { faultLines, type Point, type Space } from '../space/space.ts';
import type { Strategy, Suggestion } from './strategy.ts';

/**
 * @throws STRATEGY_INVALID  it gave no list of suggestions
 * @throws STRATEGY_POINT_INVALID  it left the space
 */
export function checkSuggestions<P extends Point>(
  space: Space<P>,
  { name: strategy }: Pick<Strategy, 'name'>,
  suggestions: unknown,
): asserts suggestions is readonly Suggestion[] {
  const isSuggestion = (it: unknown) => typeof it === 'object' && it !== null && 'point' in it;
  if (!Array.isArray(suggestions) || !suggestions.every(isSuggestion)) {
    const reason = 'its suggest gave something else than a list of suggestions, each with a point';
    throw coreError('STRATEGY_INVALID', { source: strategy, reason });
  }
  for (const { point } of suggestions as readonly Suggestion[]) {
    const faults = space.faults(point);
    if (faults.length === 0) continue;
    const lines = [faultLines(faults).join('\n')];
    throw coreError('STRATEGY_POINT_INVALID', { strategy, lines });
  }
}
