import type { EnvironmentInfo } from '../environment.ts';
import { coreError } from '../errors.ts';
import { messageOf } from '../execution/evaluate.ts';
import type { Json } from '../json.ts';
import type { Choice } from '../space/parameter/parameter.ts';
import { faultLines, type Point, type Space } from '../space/space.ts';
import { frozenCopy } from '../storage/frozen-copy.ts';
import { isTuneError, quote } from '../tune-error.ts';
import { jsonFault } from './json-fault.ts';
import type { Strategy, Suggestion } from './strategy.ts';

/** How long the JSON of a suggestion's meta may be: every resume reads it. */
const MAX_META = 1_048_576;

/**
 * The suggestions of a strategy as frozen copies, their points with exact values: what the strategy does to
 * them later changes nothing.
 * @param count  the most that it was asked for
 * @throws STRATEGY_INVALID  it gave no list of suggestions, too many, or one with a fidelity or meta that
 * cannot be stored
 * @throws STRATEGY_POINT_INVALID  it left the space
 */
export function checkSuggestions<P extends Point>(
  space: Space<P>,
  strategy: Pick<Strategy, 'name'>,
  suggestions: unknown,
  count: number,
): readonly Suggestion[] {
  try {
    return checked(space, strategy, suggestions, count);
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

/**
 * What the set-up of a strategy says; none if it says nothing.
 * @throws STRATEGY_INVALID  it is not a list of labels and values
 */
export function checkInfos(
  { name: source }: Pick<Strategy, 'name'>,
  infos: unknown,
): readonly EnvironmentInfo[] {
  if (infos === undefined || infos === null) return [];
  const isInfo = (it: unknown): boolean => {
    const { label, value } = (it ?? {}) as Readonly<Record<string, unknown>>;
    return typeof label === 'string' && typeof value === 'string';
  };
  try {
    if (Array.isArray(infos) && infos.every(isInfo)) {
      return frozenCopy(infos) as readonly EnvironmentInfo[];
    }
  } catch {
    // A getter or a proxy of the strategy threw.
  }
  const reason = 'its setup gave something else than a list of { label, value } with two texts';
  throw coreError('STRATEGY_INVALID', { source, reason });
}

function checkedPoint<P extends Point>(
  space: Space<P>,
  strategy: string,
  given: P,
  done: 'suggested' | 'recommended',
): P {
  const point = copyOf(given);
  const faults = space.faults(point);
  if (faults.length > 0) {
    const lines = [faultLines(faults).join('\n')];
    throw coreError('STRATEGY_POINT_INVALID', { strategy, done, lines });
  }
  return Object.freeze(space.snap(point));
}

/**
 * Read once: a getter could give another value the next time. Field by field, because an object that is
 * spread has a hidden class of its own, which takes more than itself.
 */
function copyOf<P extends Point>(point: P): P {
  if (typeof point !== 'object' || point === null || Array.isArray(point)) return point;
  const copy: Record<string, Choice> = {};
  for (const name of Object.keys(point)) {
    // An assignment would set the prototype.
    if (name === '__proto__') Object.defineProperty(copy, name, { value: 0, enumerable: true });
    else copy[name] = point[name]!;
  }
  return copy as P;
}

function checked<P extends Point>(
  space: Space<P>,
  { name: strategy }: Pick<Strategy, 'name'>,
  suggestions: unknown,
  count: number,
): readonly Suggestion[] {
  const fail = (reason: string): never => {
    throw coreError('STRATEGY_INVALID', { source: strategy, reason });
  };
  const noList = 'its suggest gave something else than a list of suggestions, each with a point';
  if (!Array.isArray(suggestions)) return fail(noList);
  const { length } = suggestions;
  if (length > count)
    fail(`its suggest gave ${length} suggestions when asked for at most ${count}`);
  const list: Suggestion[] = [];
  for (let index = 0; index < length; index++) {
    const suggestion = suggestions[index] as Suggestion | null | undefined;
    if (typeof suggestion !== 'object' || suggestion === null || !('point' in suggestion)) {
      return fail(noList);
    }
    const { point: given, fidelity, meta } = suggestion;
    const point = checkedPoint(space, strategy, given as P, 'suggested');
    if (fidelity !== undefined && !isShare(fidelity)) {
      fail(
        `its suggest gave the fidelity ${quote(fidelity)}, which is not a number above 0, at most 1`,
      );
    }
    const one: { -readonly [K in keyof Suggestion]: Suggestion[K] } = { point };
    if (fidelity !== undefined) one.fidelity = fidelity;
    if (meta !== undefined) one.meta = checkedMeta(meta, fail);
    list.push(one);
  }
  return list;
}

/** The meta that was checked last, if it is frozen: many strategies give the same one each time. */
let lastChecked: unknown;

function checkedMeta(meta: Json, fail: (reason: string) => never): Json {
  if (meta === lastChecked) return meta;
  const check = (it: Json): void => {
    const fault = jsonFault(it);
    if (fault !== undefined) fail(`its suggest gave a meta that is not plain JSON: meta${fault}`);
  };
  check(meta);
  const copy = frozenCopy(meta);
  // A getter may have given another value when it was copied.
  if (copy !== meta) check(copy);
  const { length } = JSON.stringify(copy);
  if (length > MAX_META) {
    fail(`its suggest gave a meta of ${length} characters of JSON, and ${MAX_META} are the most`);
  }
  lastChecked = copy;
  return copy;
}

const isShare = (value: unknown): boolean => typeof value === 'number' && value > 0 && value <= 1;
