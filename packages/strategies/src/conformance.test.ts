import {
  categorical,
  createRng,
  createScratch,
  float,
  historyOf,
  int,
  ordinal,
  space,
  type Ask,
  type Direction,
  type Space,
  type Strategy,
  type Suggestion,
  type Trial,
} from '@tune/core';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { builtInStrategies } from './built-in.ts';

const SPACES: Readonly<Record<string, Space>> = {
  mixed: space({
    lr: float(1e-5, 1e-1, { log: true }),
    units: int(1, 9),
    rate: float(0, 1, { step: 0.25 }),
    act: categorical(['relu', 'elu', 'tanh']),
  }) as Space,
  continuous: space({ x: float(-5, 10), y: float(0, 15) }) as Space,
  single: space({ only: categorical(['choice']), x: float(0, 1) }) as Space,
  finite: space({ a: int(1, 3), b: categorical([true, false]) }) as Space,
  conditional: space({
    momentum: float(0, 0.99).when('optimizer', ['sgd']),
    optimizer: categorical(['adam', 'sgd', 'none']),
    warmup: int(1, 3).when('optimizer', ['sgd', 'adam']),
    batch: ordinal([16, 32, 64]),
  }) as Space,
  constrained: space({ x: float(0, 1), y: float(0, 1), n: int(1, 4) }).constrain(
    'a narrow band',
    ({ x, y, n }) => Math.abs(x + y / n - 0.7) < 0.1,
  ) as Space,
};

/** Conditions and a constraint leave 7 points: two with `off`, five with `on`. */
const SEVEN = space({
  power: categorical(['off', 'on']),
  a: int(1, 3).when('power', ['on']),
  b: ordinal(['low', 'high']),
}).constrain('not both at their maximum', ({ a, b }) => a !== 3 || b !== 'high') as Space;

type Ended = [state: 'complete' | 'failed' | 'pruned' | 'running', value: number];

/** Trials as a study would have them: points from the strategy, states and values as given. */
async function runTrials(
  strategy: Strategy,
  of: Space,
  script: readonly Ended[],
  seed: number,
  direction: Direction = 'minimize',
) {
  const trials: Trial[] = [];
  for (const [state, value] of script) {
    const [suggestion] = await ask(strategy, of, trials, seed, direction);
    if (suggestion === undefined) break;
    trials.push(trialOf(trials.length + 1, suggestion, state, value));
  }
  return trials;
}

const trialOf = (
  number: number,
  { point, meta }: Suggestion,
  state: Ended[0],
  value: number,
): Trial => ({
  number,
  attempt: 1,
  token: 't',
  state,
  point,
  seed: 0,
  suggestSeconds: 0,
  ...(meta === undefined ? {} : { meta: JSON.parse(JSON.stringify(meta)) }),
  ...(state === 'complete' ? { value } : {}),
});

function ask(
  strategy: Strategy,
  of: Space,
  trials: readonly Trial[],
  seed: number,
  direction: Direction = 'minimize',
  more: Partial<Ask> = {},
) {
  return strategy.suggest({
    space: of,
    history: historyOf(trials, direction),
    count: 1,
    budget: { trials: 20 },
    rng: createRng(seed).split(trials.length),
    scratch: createScratch(),
    signal: new AbortController().signal,
    ...more,
  });
}

const script = fc.array(
  fc.tuple(
    fc.constantFrom(
      'complete' as const,
      'complete' as const,
      'failed' as const,
      'pruned' as const,
      'running' as const,
    ),
    fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1, -1, 1e300, -1e300, 1e-300),
    ),
  ),
  { maxLength: 12 },
);

describe.each(Object.keys(builtInStrategies))('%s', (name) => {
  const make = () => builtInStrategies[name]!();

  test.each(Object.keys(SPACES))(
    'after any history its points lie in the %s space',
    async (which) => {
      const of = SPACES[which]!;
      await fc.assert(
        fc.asyncProperty(script, fc.integer(), async (ended, seed) => {
          const trials = await runTrials(make(), of, ended, seed);
          for (const { point } of trials) expect(of.faults(point)).toEqual([]);
        }),
        { numRuns: 12 },
      );
    },
    60_000,
  );

  test('equal history, rng and space give equal suggestions from a new strategy with an empty scratch', async () => {
    const ended = Array.from({ length: 9 }, (_, i): Ended => ['complete', Math.sin(i)]);
    const points = async () =>
      (await runTrials(make(), SPACES['mixed']!, ended, 3)).map(({ point, meta }) => ({
        point,
        meta,
      }));
    expect(await points()).toEqual(await points());
  });

  test('uses no clock or global randomness and does not change its input', async () => {
    const trials = await runTrials(
      make(),
      SPACES['mixed']!,
      Array.from({ length: 7 }, (_, i): Ended => ['complete', i % 3]),
      5,
    );
    const before = JSON.stringify(trials);
    const spies = [vi.spyOn(Math, 'random'), vi.spyOn(Date, 'now'), vi.spyOn(console, 'log')];
    await ask(make(), SPACES['mixed']!, trials, 5);
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
    expect(JSON.stringify(trials)).toBe(before);
  });

  test('gives as many suggestions as asked for, all different', async () => {
    const trials = await runTrials(
      make(),
      SPACES['continuous']!,
      Array.from({ length: 6 }, (_, i): Ended => ['complete', i]),
      2,
    );
    const suggestions = await ask(make(), SPACES['continuous']!, trials, 2, 'minimize', {
      count: 4,
    });
    expect(new Set(suggestions.map(({ point }) => JSON.stringify(point))).size).toBe(4);
  });

  test('is exhaustive on a finite space exactly if it says so', async () => {
    const strategy = make();
    const trials = await runTrials(
      strategy,
      SPACES['finite']!,
      Array.from({ length: 10 }, (): Ended => ['complete', 1]),
      4,
    );
    const distinct = new Set(trials.map(({ point }) => JSON.stringify(point))).size;
    expect(distinct === 6 && trials.length === 6).toBe(strategy.capabilities.exhaustive);
  });

  test('an exhaustive strategy walks all points that conditions and constraints leave', async () => {
    const strategy = make();
    if (!strategy.capabilities.exhaustive) return;
    const trials = await runTrials(
      strategy,
      SEVEN,
      Array.from({ length: 10 }, (): Ended => ['complete', 1]),
      4,
    );
    expect(trials).toHaveLength(7);
    expect(new Set(trials.map(({ point }) => SEVEN.canonical(point))).size).toBe(7);
    for (const { point } of trials) expect(SEVEN.faults(point)).toEqual([]);
  });

  test('without allowed points a finite space ends with [], an infinite one with an error', async () => {
    const never = () => false;
    const finite = space({ a: int(1, 3) }).constrain('never', never) as Space;
    expect(await ask(make(), finite, [], 1)).toEqual([]);
    const infinite = space({ x: float(0, 1) }).constrain('never', never) as Space;
    await expect(ask(make(), infinite, [], 1)).rejects.toMatchObject({
      code: 'SPACE_CONSTRAINT_NARROW',
    });
  }, 60_000);

  test('does not suggest the points of running trials again', async () => {
    const strategy = make();
    if (!strategy.capabilities.exhaustive) return;
    const trials = await runTrials(
      strategy,
      SPACES['finite']!,
      Array.from({ length: 5 }, (): Ended => ['running', 0]),
      6,
    );
    const [last] = await ask(strategy, SPACES['finite']!, trials, 6);
    expect(new Set([...trials, last].map((trial) => JSON.stringify(trial!.point))).size).toBe(6);
  });

  test('refuses unknown options by name', () => {
    expect(() => builtInStrategies[name]!({ nonsense: 1 })).toThrowError(/"nonsense"/);
  });
});
