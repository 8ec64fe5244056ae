import { coreError } from '../errors.ts';
import { messageOf } from '../execution/evaluate.ts';
import type { Json } from '../json.ts';
import { faultLines, type Point, type Space } from '../space/space.ts';
import { isFrozen } from '../storage/frozen-copy.ts';
import { isTuneError, quote } from '../tune-error.ts';
import { jsonFault } from './json-fault.ts';
import type { Strategy, Suggestion } from './strategy.ts';

/** How long the JSON of a suggestion's meta may be: every resume reads it. */
const MAX_META = 1_048_576;

/**
 * The suggestions of a strategy, their points with exact values.
 * @throws STRATEGY_INVALID  it gave no list of suggestions, or one with a fidelity or meta that cannot be stored
 * @throws STRATEGY_POINT_INVALID  it left the space
 */
export function checkSuggestions<P extends Point>(
  space: Space<P>,
  strategy: Pick<Strategy, 'name'>,
  suggestions: unknown,
): readonly Suggestion[] {
  try {
    return checked(space, strategy, suggestions);
  } catch (error) {
    if (isTuneError(error)) throw error;
    // A getter or a proxy of the strategy threw.
    const reason = `what its suggest gave cannot be read: ${messageOf(error) ?? quote(error)}`;
    throw coreError('STRATEGY_INVALID', { source: strategy.name, reason });
  }
}

/**
 * The point that a strategy recommends, with exact values.
 * @throws STRATEGY_INVALID  it cannot be read
 * @throws STRATEGY_POINT_INVALID  it left the space
 */
export function checkRecommendation<P extends Point>(
  space: Space<P>,
  { name: strategy }: Pick<Strategy, 'name'>,
  point: unknown,
): P {
  try {
    return checkedPoint(space, strategy, point as P, 'recommended');
  } catch (error) {
    if (isTuneError(error)) throw error;
    const reason = `what its recommend gave cannot be read: ${messageOf(error) ?? quote(error)}`;
    throw coreError('STRATEGY_INVALID', { source: strategy, reason });
  }
}

function checkedPoint<P extends Point>(
  space: Space<P>,
  strategy: string,
  point: P,
  done: 'suggested' | 'recommended',
): P {
  const faults = space.faults(point);
  if (faults.length > 0) {
    const lines = [faultLines(faults).join('\n')];
    throw coreError('STRATEGY_POINT_INVALID', { strategy, done, lines });
  }
  return space.snap(point);
}

function checked<P extends Point>(
  space: Space<P>,
  { name: strategy }: Pick<Strategy, 'name'>,
  suggestions: unknown,
): readonly Suggestion[] {
  const fail = (reason: string): never => {
    throw coreError('STRATEGY_INVALID', { source: strategy, reason });
  };
  const isSuggestion = (it: unknown) => typeof it === 'object' && it !== null && 'point' in it;
  if (!Array.isArray(suggestions) || !suggestions.every(isSuggestion)) {
    return fail('its suggest gave something else than a list of suggestions, each with a point');
  }
  return (suggestions as readonly Suggestion[]).map((suggestion) => {
    const { fidelity, meta } = suggestion;
    const point = suggestion.point as P;
    const exact = checkedPoint(space, strategy, point, 'suggested');
    if (fidelity !== undefined && !isShare(fidelity)) {
      fail(
        `its suggest gave the fidelity ${quote(fidelity)}, which is not a number above 0, at most 1`,
      );
    }
    if (meta !== undefined) checkMeta(meta, fail);
    return exact === point ? suggestion : { ...suggestion, point: exact };
  });
}

/** The meta that was checked last, if it is frozen: many strategies give the same one each time. */
let lastChecked: unknown;

function checkMeta(meta: Json, fail: (reason: string) => never): void {
  if (meta === lastChecked) return;
  const fault = jsonFault(meta);
  if (fault !== undefined) fail(`its suggest gave a meta that is not plain JSON: meta${fault}`);
  const { length } = JSON.stringify(meta);
  if (length > MAX_META) {
    fail(`its suggest gave a meta of ${length} characters of JSON, and ${MAX_META} are the most`);
  }
  if (isFrozen(meta)) lastChecked = meta;
}

const isShare = (value: unknown): boolean => typeof value === 'number' && value > 0 && value <= 1;
