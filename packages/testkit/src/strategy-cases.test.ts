import type { Ask, Point, RecommendAsk, Strategy, Suggestion } from '@tune/core';
import { createRng, delay } from '@tune/core/plugin';
import { expect, test } from 'vitest';
import { strategyCases } from './strategy-cases.ts';

/** A point that meets the constraints; undefined if a thousand draws find none. */
function draw({ space, rng }: Ask, accepts: (point: Point) => boolean = () => true) {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const point = space.decode(space.columns.map(() => rng.next()));
    if (space.violated(point).length === 0 && accepts(point)) return point;
  }
  return undefined;
}

/** Takes a moment for each answer, another one each time. */
const slowly = async <T>(ask: Ask, answer: () => T): Promise<T> => {
  await delay(createRng(ask.history.ended.length).integer(3), ask.signal);
  ask.signal.throwIfAborted();
  return answer();
};

/** Draws without a look at other trials. */
const drawing = (): Strategy => ({
  name: 'drawing',
  apiVersion: 1,
  version: '1',
  options: { draws: 1000 },
  capabilities: { parallel: true, exhaustive: false },
  setup: async () => [{ label: 'draws', value: '1000' }],
  suggest: (ask) =>
    slowly(ask, () =>
      Array.from({ length: ask.count }, () => draw(ask)).flatMap((point): Suggestion[] =>
        point === undefined ? [] : [{ point, meta: { phase: 'draw' } }],
      ),
    ),
});

/** Suggests points of a finite space that no trial has. It keeps their spelling between asks. */
const exhaustive = (): Strategy => ({
  name: 'exhaustive',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: true },
  suggest: (ask) =>
    slowly(ask, () => {
      const { space, history, count, scratch } = ask;
      const spelled = scratch.get<Map<Point, string>>('spelled') ?? new Map<Point, string>();
      scratch.set('spelled', spelled);
      const spell = (point: Point): string => {
        const known = spelled.get(point) ?? space.canonical(point);
        spelled.set(point, known);
        return known;
      };
      const used = new Set([...history.ended, ...history.pending].map(({ point }) => spell(point)));
      const suggestions: Suggestion[] = [];
      while (suggestions.length < count) {
        const point = draw(ask, (one) => !used.has(space.canonical(one)));
        if (point === undefined) break;
        used.add(space.canonical(point));
        suggestions.push({ point });
      }
      return suggestions;
    }),
});

/** Takes one step from the latest trial, so it has to know how that one ended. */
const sequential = (): Strategy => ({
  name: 'sequential',
  apiVersion: 1,
  capabilities: { parallel: false, exhaustive: false },
  suggest: (ask) =>
    slowly(ask, () => {
      const point = draw(ask);
      return point === undefined ? [] : [{ point, meta: { after: ask.history.ended.length } }];
    }),
});

/** Recommends the point of the best loss, or leaves it to the study. */
const recommending = (): Strategy => ({
  ...drawing(),
  recommend: async ({ history }) => history.incumbent?.point,
});

const SOUND = { drawing, exhaustive, sequential, recommending };

test.each(
  Object.entries(SOUND).flatMap(([kind, make]) =>
    strategyCases.map(({ name, run }) => ({ kind, make, name, run })),
  ),
)('$kind: $name', ({ make, run }) => run(make));

type Suggest = Strategy['suggest'];
type Fault = (sound: Strategy) => Strategy;

/** Answers in another way. */
const answering =
  (change: (ask: Ask, suggest: Suggest) => ReturnType<Suggest>): Fault =>
  (sound) => ({ ...sound, suggest: (ask) => change(ask, sound.suggest) });

/** Changes each suggestion. */
const suggesting = (change: (suggestion: Suggestion, ask: Ask) => Suggestion): Fault =>
  answering(async (ask, suggest) => (await suggest(ask)).map((one) => change(one, ask)));

type Recommend = NonNullable<Strategy['recommend']>;

/** Recommends in another way. */
const advising =
  (change: (ask: RecommendAsk, recommend: Recommend) => ReturnType<Recommend>): Fault =>
  (sound) => ({ ...sound, recommend: (ask) => change(ask, sound.recommend!) });

let calls = 0;

/** Strategies with one fault each, and the beginning of the name of the case that has to find it. */
const FAULTS: Readonly<Record<string, readonly [string, () => Strategy, Fault]>> = {
  'has another version each time': [
    'two strategies made alike',
    drawing,
    (one) => ({ ...one, version: `${++calls}` }),
  ],
  'has options that are not JSON': [
    'two strategies made alike',
    drawing,
    (one) => ({ ...one, options: { draws: Infinity } }),
  ],
  'does not say whether it is exhaustive': [
    'two strategies made alike',
    drawing,
    (one) => ({ ...one, capabilities: { parallel: true } as Strategy['capabilities'] }),
  ],
  'has infos that are not text': [
    'after any history its points lie in the mixed',
    drawing,
    (one) => ({ ...one, setup: async () => [{ label: 'threads', value: 2 as never }] }),
  ],
  'rounds to numbers outside of the space': [
    'after any history its points lie in the continuous',
    drawing,
    suggesting(({ point }) => ({ point: { ...point, x: 20 * Math.round(Number(point['x'])) } })),
  ],
  'leaves the grid of a step': [
    'after any history its points lie in the mixed',
    drawing,
    suggesting(({ point }) => ({ point: { ...point, rate: Number(point['rate']) * 0.99 } })),
  ],
  'sets what is fixed': [
    'after any history its points lie in the partly fixed',
    drawing,
    suggesting(({ point }) => ({ point: { ...point, n: 4 } })),
  ],
  'takes true for a number': [
    'after any history its points lie in the finite',
    drawing,
    suggesting(({ point }) => ({ point: { ...point, b: Number(point['b']) } })),
  ],
  'fills in inactive parameters': [
    'after any history its points lie in the conditional',
    drawing,
    suggesting(({ point }) => ({ point: { momentum: 0.5, warmup: 1, ...point } })),
  ],
  'does not know constraints': [
    'after any history its points lie in the constrained',
    drawing,
    suggesting((_, { space, rng }) => ({ point: space.decode(space.columns.map(rng.next)) })),
  ],
  'gives a fidelity of 2': [
    'after any history its points lie in the mixed',
    drawing,
    suggesting((one) => ({ ...one, fidelity: 2 })),
  ],
  'has meta that is not JSON': [
    'after any history its points lie in the mixed',
    drawing,
    suggesting((one) => ({ ...one, meta: { score: NaN } })),
  ],
  'draws from the global chance': [
    'equal history, rng and space',
    drawing,
    suggesting(({ point }, { space }) =>
      space.names.includes('lr')
        ? { point: { ...point, lr: 10 ** (-4 * Math.random() - 1) } }
        : { point },
    ),
  ],
  'counts its asks': [
    'equal history, rng and space',
    drawing,
    suggesting((one) => ({ ...one, meta: { ask: ++calls } })),
  ],
  'remembers in its scratch what is stored nowhere else': [
    'equal history, rng and space',
    drawing,
    suggesting((one, { scratch }) => {
      const asks = scratch.get<unknown[]>('asks') ?? [];
      scratch.set('asks', [...asks, 0]);
      const count = asks.length;
      return { ...one, meta: { count } };
    }),
  ],
  'tells trials apart by identity of their points': [
    'equal history, rng and space',
    drawing,
    (sound) => {
      const own = new WeakSet<Point>();
      return {
        ...sound,
        async suggest(ask) {
          const suggestions = await sound.suggest(ask);
          for (const { point } of suggestions) own.add(point);
          const known = ask.history.ended.filter(({ point }) => own.has(point)).length;
          return suggestions.map((one) => ({ ...one, meta: { known } }));
        },
      };
    },
  ],
  'sorts the history in place': [
    'an ask changes nothing',
    drawing,
    answering((ask, suggest) => {
      (ask.history.ended as unknown[]).reverse();
      return suggest(ask);
    }),
  ],
  'gives more than was asked for': [
    'gives at least one suggestion',
    drawing,
    answering((ask, suggest) => suggest({ ...ask, count: ask.count === 2 ? 3 : ask.count })),
  ],
  'gives nothing when asked for several': [
    'gives at least one suggestion',
    drawing,
    answering(async (ask, suggest) => (ask.count > 1 ? [] : suggest(ask))),
  ],
  'repeats points and calls itself exhaustive': [
    'an exhaustive strategy suggests every point',
    drawing,
    (one) => ({ ...one, capabilities: { parallel: true, exhaustive: true } }),
  ],
  'ends one point too early': [
    'an exhaustive strategy suggests every point',
    exhaustive,
    answering(async (ask, suggest) => (ask.history.ended.length === 5 ? [] : suggest(ask))),
  ],
  'counts inactive parameters as points': [
    'an exhaustive strategy walks the points',
    exhaustive,
    answering(async (ask, suggest) => (ask.history.ended.length === 6 ? [] : suggest(ask))),
  ],
  'forgets running trials': [
    'an exhaustive strategy does not suggest',
    exhaustive,
    answering((ask, suggest) => {
      const { ended, incumbent } = ask.history;
      return suggest({ ...ask, history: { ended, incumbent, pending: [] } });
    }),
  ],
  'forgets failed trials': [
    'an exhaustive strategy does not suggest',
    exhaustive,
    answering((ask, suggest) => {
      const ended = ask.history.ended.filter(({ loss }) => loss !== undefined);
      const { pending, incumbent } = ask.history;
      return suggest({ ...ask, history: { ended, pending, incumbent } });
    }),
  ],
  'gives up on a finite space': [
    'a strategy that is not exhaustive',
    drawing,
    answering(async (ask, suggest) => (ask.history.ended.length > 9 ? [] : suggest(ask))),
  ],
  'suggests a point although none is allowed': [
    'if the constraints allow no point',
    drawing,
    answering(async (ask, suggest) => {
      const suggestions = await suggest(ask);
      if (suggestions.length > 0) return suggestions;
      return [{ point: ask.space.decode(ask.space.columns.map(() => 0)) }];
    }),
  ],
  'fails while others run': [
    'a study runs it with four trials',
    drawing,
    answering((ask, suggest) => {
      if (ask.history.pending.length > 0) throw new Error('not now');
      return suggest(ask);
    }),
  ],
  'ends after the first trials of a study': [
    'a study runs it with four trials',
    drawing,
    answering(async (ask, suggest) => (ask.history.ended.length > 5 ? [] : suggest(ask))),
  ],
  'does not hear that it is aborted': [
    'an ask that is aborted',
    drawing,
    answering((ask, suggest) => (ask.signal.aborted ? new Promise(() => undefined) : suggest(ask))),
  ],
  'recommends a point outside of the space': [
    'after any history what it recommends',
    recommending,
    advising(async (ask, advise) => {
      const point = await advise(ask);
      return point && 'momentum' in point ? { ...point, momentum: 2 } : point;
    }),
  ],
  'fails to recommend before its first trial': [
    'before any trial',
    recommending,
    advising(async ({ history }) => history.ended[0]!.point),
  ],
  'recommends by chance of its own': [
    'recommendations are equal',
    recommending,
    advising(async ({ space }) => space.decode(space.columns.map(() => Math.random()))),
  ],
  'keeps what it recommended first': [
    'recommendations are equal',
    recommending,
    (sound) => {
      let first: Point | undefined;
      return {
        ...sound,
        recommend: async (ask) => (first ??= ask.history.ended.at(-1)?.point),
      };
    },
  ],
  'sorts the history to recommend': [
    'a recommendation changes nothing',
    recommending,
    advising((ask, advise) => {
      (ask.history.ended as unknown[]).sort();
      return advise(ask);
    }),
  ],
  'waits for what an abort has stopped': [
    'an ask that is aborted',
    drawing,
    (sound) => {
      let last: Promise<unknown> = Promise.resolve();
      return {
        ...sound,
        async suggest(ask) {
          await last;
          const answer = sound.suggest(ask);
          last = answer.catch(() => new Promise(() => undefined));
          return answer;
        },
      };
    },
  ],
};

const casesOf = (start: string) => strategyCases.filter(({ name }) => name.startsWith(start));

test.each(Object.entries(FAULTS))('finds a strategy that %s', async (_, [start, make, fault]) => {
  const [found] = casesOf(start);
  await expect(found!.run(() => fault(make()), { limitMs: 2000 })).rejects.toThrow();
});

test('every case finds a fault, and every fault has one case', () => {
  const starts = Object.values(FAULTS).map(([start]) => start);
  expect(starts.filter((start) => casesOf(start).length !== 1)).toEqual([]);
  const found = new Set(starts.flatMap((start) => casesOf(start).map(({ name }) => name)));
  expect(strategyCases.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
});
