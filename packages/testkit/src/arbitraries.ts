import {
  categorical,
  float,
  int,
  ordinal,
  space,
  type FreeParameter,
  type Parameter,
  type Parameters,
  type Point,
  type Space,
  type Trial,
} from '@tune/core';
import fc from 'fast-check';

type AnyParameter = Parameter<never>;

const floats = fc
  .tuple(
    fc.double({ min: 1e-6, max: 10, noNaN: true }),
    fc.double({ min: 0.1, max: 100, noNaN: true }),
    fc.boolean(),
  )
  .map(([low, width, log]) => float(low, low + width, { log }));

const steppedFloats = fc
  .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 12 }))
  .map(([low, levels]) => float(low / 10, (low + levels) / 10, { step: 0.1 }));

const ints = fc
  .tuple(
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 1, max: 9 }),
    fc.boolean(),
  )
  .map(([low, width, step, log]) => int(low, low + width, { step: Math.min(step, width), log }));

const singles = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.boolean())
  .map(([value, isWhole]) => (isWhole ? int(value, value) : float(value / 8, value / 8)));

const choices = fc
  .uniqueArray(fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean()), {
    minLength: 1,
    maxLength: 6,
  })
  .map((list) => (list.length % 2 === 0 ? categorical(list) : ordinal(list)));

/** Parameters of every kind: continuous, stepped, whole, logarithmic, single-valued, categorical, ordinal. */
export const parameters = (): fc.Arbitrary<AnyParameter> =>
  fc.oneof(floats, steppedFloats, ints, singles, choices) as unknown as fc.Arbitrary<AnyParameter>;

/** Which spaces are drawn. */
export interface SpaceConstraints {
  /** The most parameters. Default: 5. */
  readonly maxParameters?: number;
  /** Whether some parameters are conditional. Default: true. */
  readonly conditional?: boolean;
  /** Whether some spaces have a constraint, which about half of the points meet. Default: true. */
  readonly constrained?: boolean;
}

/**
 * Spaces of one to five parameters of every kind, some of them conditional, some constrained.
 *
 * @example
 * ```ts
 * import { points, spaces } from '@tune/testkit/arbitraries';
 * import fc from 'fast-check';
 * const drawn = spaces().chain((space) => points(space).map((point) => space.faults(point)));
 * fc.assert(fc.property(drawn, (faults) => faults.length === 0));
 * ```
 */
export function spaces({
  maxParameters = 5,
  conditional = true,
  constrained = true,
}: SpaceConstraints = {}): fc.Arbitrary<Space> {
  const list = fc.array(fc.tuple(parameters(), fc.nat(9), fc.nat(9), fc.boolean()), {
    minLength: 1,
    maxLength: maxParameters,
  });
  return fc.tuple(list, fc.nat(3)).map(([drawn, pick]) => {
    const named: Record<string, AnyParameter> = {};
    drawn.forEach(([parameter, parent, level, isChild], index) => {
      named[`p${index}`] =
        conditional && isChild ? childOf(drawn, index, parent, level) : parameter;
    });
    const free = space(named as Parameters as never) as Space;
    return constrained && pick === 0 ? halved(free) : free;
  });
}

/** The parameter, active on one or two levels of a finite one before it, if there is one. */
function childOf(
  drawn: readonly (readonly [AnyParameter, ...unknown[]])[],
  index: number,
  pick: number,
  level: number,
): AnyParameter {
  const [parameter] = drawn[index]!;
  const parents = drawn.slice(0, index).flatMap(([one], at) => (one.levels < 20 ? [at] : []));
  if (parents.length === 0) return parameter;
  const at = parents[pick % parents.length]!;
  const parent = drawn[at]![0];
  const values = [level, level + 1].map((one) => parent.level(one % parent.levels));
  return (parameter as FreeParameter<never>).when(`p${at}`, [...new Set(values)]);
}

/** The space without the points whose first coordinate is in the upper half. */
function halved(free: Space): Space {
  return free.constrain('lower half', (point) => free.encode(point)[0]! <= 0.5);
}

/** Points of a space that meet its constraints. */
export const points = (of: Space): fc.Arbitrary<Point> =>
  fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: of.columns.length,
      maxLength: of.columns.length,
    })
    .map((row) => of.decode(row))
    .filter((point) => of.faults(point).length === 0);

/** Values as objectives give them: any number, and often equal, huge or tiny ones. */
export const values = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 1, -1, 1e300, -1e300, 1e-300, Number.MAX_VALUE),
  );

/** Which histories are drawn. */
export interface HistoryConstraints {
  /** The most trials. Default: 20. */
  readonly maxTrials?: number;
  /** Whether some trials are still running. Default: true. */
  readonly pending?: boolean;
}

/**
 * Trials of a study in a space, for `historyOf` of `@tune/core/plugin`: complete, failed, pruned and running
 * ones, of a part of the full cost, with equal points, and with meta of others.
 */
export function histories(
  of: Space,
  { maxTrials = 20, pending = true }: HistoryConstraints = {},
): fc.Arbitrary<Trial[]> {
  const ends = fc.oneof(
    { weight: 5, arbitrary: values() },
    {
      weight: 2,
      arbitrary: fc.constantFrom('failed', 'pruned', pending ? 'running' : 'failed'),
    },
  );
  const meta = fc.option(fc.oneof(fc.jsonValue(), fc.constant({ phase: 'other' })), {
    nil: undefined,
  });
  const fidelity = fc.option(fc.constantFrom(0.25, 0.5, 1), { nil: undefined, freq: 4 });
  return fc
    .tuple(
      fc.array(points(of), { minLength: 1, maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(7), ends, meta, fidelity), { maxLength: maxTrials }),
    )
    .map(([drawn, list]) =>
      list.map(([at, end, about, share], index): Trial => {
        const isComplete = typeof end === 'number';
        return {
          ...{ number: index + 1, attempt: 1, token: `${index + 1}`, seed: 0, suggestSeconds: 0 },
          point: drawn[at % drawn.length]!,
          state: isComplete ? 'complete' : (end as 'failed'),
          ...(isComplete ? { value: end, values: [end] } : {}),
          ...(share === undefined ? {} : { fidelity: share }),
          ...(about === undefined ? {} : { meta: about as never }),
        };
      }),
    );
}
