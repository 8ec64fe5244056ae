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
import { bayes } from './bayes/bayes.ts';
import { grid } from './grid.ts';

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

/** The same strategy with a scratch that is empty at each ask. */
const forgetful = (strategy: Strategy): Strategy => ({
  ...strategy,
  suggest: (ask) => {
    ask.scratch.clear();
    return strategy.suggest(ask);
  },
});

type Deed = { readonly ask: number; readonly of: number; readonly end: string | null };

/** The points of a study whose trials end in whatever order, or not at all. */
async function points(of: Space, strategy: Strategy, deeds: readonly Deed[]): Promise<Point[]> {
  const study = await studyOf(of, strategy, 30);
  for (const { ask, of: pick, end } of deeds) {
    if (ask > 0) await study.ask(ask);
    const running = study.trials.filter(({ state }) => state === 'running');
    const one = running[pick % Math.max(1, running.length)];
    if (one !== undefined && end !== null) await study.tell(one, OUTCOMES[end]!);
  }
  return study.trials.map(({ point }) => point);
}

test.each(Object.entries(SPACES))(
  '%s: what is kept between asks changes nothing',
  async (_, of) => {
    const deed = fc.record({
      ask: fc.nat(2),
      of: fc.nat(9),
      end: fc.option(fc.constantFrom(...Object.keys(OUTCOMES))),
    });
    const strategies = [grid(), bayes({ initialTrials: 1000 })];
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 30 }), async (deeds) => {
        for (const strategy of strategies) {
          const kept = await points(of, strategy, deeds);
          expect(kept).toEqual(await points(of, forgetful(strategy), deeds));
        }
      }),
      { numRuns: 60 },
    );
  },
);

test.each([grid(), bayes({ initialTrials: 100_000 })])(
  'an ask of $name behind many trials spells few points and copies no list',
  async (strategy) => {
    let spelled = 0;
    const plain = SPACES.continuous;
    const counting: Space = {
      ...plain,
      canonical(point) {
        spelled += 1;
        return plain.canonical(point);
      },
    };
    const watched: Strategy = {
      ...strategy,
      // A copy of the list, or a walk through it, reads it whole.
      suggest: ({ history, ...ask }) =>
        strategy.suggest({
          ...ask,
          space: counting,
          history: { ...history, ended: shy(history.ended) },
        }),
    };
    const study = await studyOf(plain, watched, 3000);
    for (let n = 0; n < 300; n++) {
      const [trial] = await study.ask();
      await study.tell(trial!, OUTCOMES['complete']!);
    }
    spelled = 0;
    looked = 0;
    for (let n = 0; n < 10; n++) {
      const [trial] = await study.ask();
      await study.tell(trial!, OUTCOMES['complete']!);
    }
    expect(spelled / 10).toBeLessThan(20);
    if (strategy.name === 'grid') expect(looked / 10).toBeLessThan(20);
  },
);

let looked = 0;

/** The list, which counts what is read of it. */
const shy = <T>(list: readonly T[]): readonly T[] =>
  new Proxy(list, {
    get(target, key) {
      looked += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
