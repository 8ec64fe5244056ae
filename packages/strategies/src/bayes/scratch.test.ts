import {
  categorical,
  createRng,
  createStudy,
  float,
  int,
  memoryStorage,
  ordinal,
  space,
  type Point,
  type Space,
  type Strategy,
  type Trial,
} from '@tune/core';
import { expect, test } from 'vitest';
import { bayes } from './bayes.ts';

const SPACES = {
  floats: space({ x: float(0, 1), y: float(1e-4, 1, { log: true }) }) as Space,
  mixed: space({
    x: float(0, 1),
    n: int(1, 9),
    size: ordinal([1, 2, 4]),
    kind: categorical(['a', 'b', 'c']),
    large: int(1, 5000),
  }) as Space,
  conditional: space({
    kind: categorical(['a', 'b', 'c']),
    x: float(0, 1).when('kind', ['a']),
    y: float(0, 1).when('kind', ['b']),
    z: float(0, 1).when('kind', ['a', 'b']),
  }) as Space,
  constrained: space({ x: float(0, 1), y: float(0, 1) }).constrain(
    'a band',
    ({ x, y }) => Math.abs(x + y - 0.7) < 0.15,
  ) as Space,
  finite: space({ a: int(1, 12), b: int(1, 12), c: categorical(['p', 'q']) }) as Space,
  // Too many points to enumerate.
  grid: space({ a: int(1, 40), b: int(1, 40), c: int(1, 40) }) as Space,
};

/** The same strategy with an empty scratch at each ask. */
const forgetful = (strategy: Strategy): Strategy => ({
  ...strategy,
  suggest(ask) {
    ask.scratch.clear();
    return strategy.suggest(ask);
  },
});

const loss = (point: Point): number =>
  Object.values(point).reduce<number>((sum, value) => {
    if (typeof value !== 'number') return sum + (String(value).charCodeAt(0) % 3) / 3;
    return sum + Math.sin(3 * value) + ((value > 5 ? value / 50 : value) - 0.3) ** 2;
  }, 0);

/** A search whose trials end in random order, some of them failed or cancelled. */
async function play(of: Space, strategy: Strategy): Promise<readonly Trial[]> {
  const study = await createStudy({
    ...{ name: 's', space: of, direction: 'minimize', strategy, storage: memoryStorage() },
    ...{ clock: () => 0, seed: 3, budget: { trials: 30 } },
  });
  const rng = createRng(5);
  const running: Trial[] = [];
  while (study.remaining > 0 || running.length > 0) {
    if (running.length < 5) running.push(...(await study.ask(1 + rng.integer(3))));
    const [one] = running.splice(rng.integer(running.length), 1);
    if (one === undefined) break;
    const chance = rng.next();
    if (chance < 0.15) await study.tell(one, { state: 'failed', reason: 'no luck' });
    else if (chance < 0.2) await study.tell(one, { state: 'cancelled', reason: 'not wanted' });
    else await study.tell(one, { state: 'complete', values: [loss(one.point)] });
  }
  return study.trials;
}

test.each(Object.entries(SPACES))(
  '%s: an empty scratch changes no bit',
  async (_, of) => {
    const told = (trials: readonly Trial[]) => trials.map(({ point, meta }) => ({ point, meta }));
    const expected = told(await play(of, bayes()));
    expect(
      expected.filter(({ meta }) => (meta as { phase: string }).phase === 'model').length,
    ).toBeGreaterThan(8);
    expect(told(await play(of, forgetful(bayes())))).toEqual(expected);
  },
  60_000,
);
