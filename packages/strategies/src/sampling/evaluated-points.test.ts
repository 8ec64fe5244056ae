import {
  createStudy,
  float,
  int,
  memoryStorage,
  space,
  type Outcome,
  type Point,
  type Space,
  type Strategy,
} from '@tune/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bayes } from '../bayes/bayes.ts';
import { grid } from '../grid/grid.ts';

const SPACES = {
  finite: space({ a: int(1, 4), b: int(1, 3) }) as Space,
  continuous: space({ x: float(0, 1), y: float(0, 1) }) as Space,
  constrained: space({ a: int(1, 5), b: int(1, 5) }).constrain(
    'not both large',
    ({ a, b }) => a + b < 8,
  ) as Space,
};
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  complete: { state: 'complete', values: [1] },
  failed: { state: 'failed', reason: 'no luck' },
  cancelled: { state: 'cancelled', reason: 'not wanted' },
};

const studyOf = (of: Space, strategy: Strategy, trials: number) =>
  createStudy({
    ...{ name: 's', space: of, direction: 'minimize', strategy, storage: memoryStorage() },
    ...{ clock: () => 0, seed: 4, budget: { trials } },
  });

/** The same strategy with an empty scratch at each ask. */
const forgetful = (strategy: Strategy): Strategy => ({
  ...strategy,
  suggest: (ask) => {
    ask.scratch.clear();
    return strategy.suggest(ask);
  },
});

/** Asks for `ask` trials, then ends the running trial number `pick`, unless `end` is null. */
type Step = { readonly ask: number; readonly pick: number; readonly end: string | null };

/** The points of a study whose trials end in any order, or not at all. */
async function points(of: Space, strategy: Strategy, steps: readonly Step[]): Promise<Point[]> {
  const study = await studyOf(of, strategy, 30);
  for (const { ask, pick, end } of steps) {
    if (ask > 0) await study.ask(ask);
    const running = study.trials.filter(({ state }) => state === 'running');
    const one = running[pick % Math.max(1, running.length)];
    if (one !== undefined && end !== null) await study.tell(one, OUTCOMES[end]!);
  }
  return study.trials.map(({ point }) => point);
}

test.each(Object.entries(SPACES))(
  '%s: the cache between asks does not change the points',
  async (_, of) => {
    const step = fc.record({
      ask: fc.nat(2),
      pick: fc.nat(9),
      end: fc.option(fc.constantFrom(...Object.keys(OUTCOMES))),
    });
    const strategies = [grid(), bayes({ initialTrials: 1000 })];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        for (const strategy of strategies) {
          const cached = await points(of, strategy, steps);
          expect(cached).toEqual(await points(of, forgetful(strategy), steps));
        }
      }),
      { numRuns: 60 },
    );
  },
);

test.each([grid(), bayes({ initialTrials: 100_000 })])(
  'an ask of $name after many trials computes few keys and does not copy the history',
  async (strategy) => {
    let keys = 0;
    const plain = SPACES.continuous;
    const counting: Space = {
      ...plain,
      canonical(point) {
        keys += 1;
        return plain.canonical(point);
      },
    };
    const watched: Strategy = {
      ...strategy,
      // Copying or walking the list would read all of it.
      suggest: ({ history, ...ask }) =>
        strategy.suggest({
          ...ask,
          space: counting,
          history: { ...history, ended: countingReads(history.ended) },
        }),
    };
    const study = await studyOf(plain, watched, 3000);
    for (let n = 0; n < 300; n++) {
      const [trial] = await study.ask();
      await study.tell(trial!, OUTCOMES['complete']!);
    }
    keys = 0;
    reads = 0;
    for (let n = 0; n < 10; n++) {
      const [trial] = await study.ask();
      await study.tell(trial!, OUTCOMES['complete']!);
    }
    expect(keys / 10).toBeLessThan(20);
    if (strategy.name === 'grid') expect(reads / 10).toBeLessThan(20);
  },
);

let reads = 0;

/** The list, with every read of it counted. */
const countingReads = <T>(list: readonly T[]): readonly T[] =>
  new Proxy(list, {
    get(target, key) {
      reads += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
