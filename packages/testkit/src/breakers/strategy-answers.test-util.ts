import { fail } from 'node:assert/strict';
import type { Point, Strategy } from '@tune/core';

import { advising, answering, suggesting, type StrategyBreakers } from './faults.test-util.ts';
import { drawing, exhaustive, recommending } from './sound-strategies.test-util.ts';

let calls = 0;

/** What they answer is wrong, or not the same each time. */
export const answerBreakers: StrategyBreakers = {
  'has another version each time': [
    'same-identity',
    drawing,
    (one) => ({ ...one, version: `${++calls}` }),
  ],
  'has options that are not JSON': [
    'same-identity',
    drawing,
    (one) => ({ ...one, options: { draws: Infinity } }),
  ],
  'does not say whether it is exhaustive': [
    'same-identity',
    drawing,
    (one) => ({ ...one, capabilities: { parallel: true } as Strategy['capabilities'] }),
  ],
  'has infos that are not text': [
    'same-identity',
    drawing,
    (one) => ({ ...one, setup: async () => [{ label: 'threads', value: 2 as never }] }),
  ],
  'rounds to numbers outside of the space': [
    'points-in-space',
    drawing,
    suggesting(({ point }) => ({ point: { ...point, x: 20 * Math.round(Number(point['x'])) } })),
  ],
  'leaves the grid of a step': [
    'points-in-space',
    drawing,
    suggesting(({ point }) => ({ point: { ...point, rate: Number(point['rate']) * 0.99 } })),
  ],
  'sets what is fixed': [
    'points-in-space',
    drawing,
    suggesting(({ point }) => ({ point: { ...point, n: 4 } })),
  ],
  'takes true for a number': [
    'points-in-space',
    drawing,
    suggesting(({ point }) => ({ point: { ...point, b: Number(point['b']) } })),
  ],
  'fills in inactive parameters': [
    'points-in-space',
    drawing,
    suggesting(({ point }) => ({ point: { momentum: 0.5, warmup: 1, ...point } })),
  ],
  'does not know constraints': [
    'points-in-space',
    drawing,
    suggesting((_, { space, rng }) => ({ point: space.decode(space.columns.map(rng.next)) })),
  ],
  'gives a fidelity of 2': [
    'fidelity-is-a-share',
    drawing,
    suggesting((one) => ({ ...one, fidelity: 2 })),
  ],
  'has meta that is not JSON': [
    'meta-is-json',
    drawing,
    suggesting((one) => ({ ...one, meta: { score: NaN } })),
  ],
  'draws from the global chance': [
    'same-seed-same-suggestions',
    drawing,
    suggesting(({ point }, { space }) =>
      space.names.includes('lr')
        ? { point: { ...point, lr: 10 ** (-4 * Math.random() - 1) } }
        : { point },
    ),
  ],
  'counts its asks': [
    'same-seed-same-suggestions',
    drawing,
    suggesting((one) => ({ ...one, meta: { ask: ++calls } })),
  ],
  'remembers in its scratch what is stored nowhere else': [
    'scratch-is-a-cache',
    drawing,
    suggesting((one, { scratch }) => {
      const asks = scratch.get<unknown[]>('asks') ?? [];
      scratch.set('asks', [...asks, 0]);
      const count = asks.length;
      return { ...one, meta: { count } };
    }),
  ],
  'tells trials apart by identity of their points': [
    'resumes-alike',
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
    'history-is-read-only',
    drawing,
    answering((ask, suggest) => {
      (ask.history.ended as unknown[]).reverse();
      return suggest(ask);
    }),
  ],
  'gives more than was asked for': [
    'respects-count',
    drawing,
    answering((ask, suggest) => suggest({ ...ask, count: ask.count === 2 ? 3 : ask.count })),
  ],
  'gives nothing when asked for several': [
    'never-empty-on-infinite-space',
    drawing,
    answering(async (ask, suggest) => (ask.count > 1 ? [] : suggest(ask))),
  ],
  'repeats points and calls itself exhaustive': [
    'exhausts-finite-spaces',
    drawing,
    (one) => ({ ...one, capabilities: { parallel: true, exhaustive: true } }),
  ],
  'ends one point too early': [
    'exhausts-finite-spaces',
    exhaustive,
    answering(async (ask, suggest) => (ask.history.ended.length === 5 ? [] : suggest(ask))),
  ],
  'counts inactive parameters as points': [
    'exhausts-finite-spaces',
    exhaustive,
    answering(async (ask, suggest) => (ask.history.ended.length === 6 ? [] : suggest(ask))),
  ],
  'forgets running trials': [
    'exhausts-finite-spaces',
    exhaustive,
    answering((ask, suggest) => {
      const { ended, incumbent } = ask.history;
      return suggest({ ...ask, history: { ended, incumbent, pending: [] } });
    }),
  ],
  'forgets failed trials': [
    'exhausts-finite-spaces',
    exhaustive,
    answering((ask, suggest) => {
      const ended = ask.history.ended.filter(({ loss }) => loss !== undefined);
      const { pending, incumbent } = ask.history;
      return suggest({ ...ask, history: { ended, pending, incumbent } });
    }),
  ],
  'gives up on a finite space': [
    'exhausts-finite-spaces',
    drawing,
    answering(async (ask, suggest) => (ask.history.ended.length > 9 ? [] : suggest(ask))),
  ],
  'suggests a point although none is allowed': [
    'none-where-none-is-allowed',
    drawing,
    answering(async (ask, suggest) => {
      const suggestions = await suggest(ask).catch(() => []);
      if (suggestions.length > 0) return suggestions;
      return [{ point: ask.space.decode(ask.space.columns.map(() => 0)) }];
    }),
  ],
  'fails while others run': [
    'respects-pending',
    drawing,
    answering((ask, suggest) => {
      if (ask.history.pending.length > 0) fail('not now');
      return suggest(ask);
    }),
  ],
  'ends after the first trials of a study': [
    'never-empty-on-infinite-space',
    drawing,
    answering(async (ask, suggest) => (ask.history.ended.length > 5 ? [] : suggest(ask))),
  ],
  'does not hear that it is aborted': [
    'stops-on-abort',
    drawing,
    answering((ask, suggest) => (ask.signal.aborted ? new Promise(() => undefined) : suggest(ask))),
  ],
  'recommends a point outside of the space': [
    'recommends-a-point',
    recommending,
    advising(async (ask, advise) => {
      const point = await advise(ask);
      return point && 'momentum' in point ? { ...point, momentum: 2 } : point;
    }),
  ],
  'fails to recommend before its first trial': [
    'recommends-a-point',
    recommending,
    advising(async ({ history }) => history.ended[0]!.point),
  ],
  'recommends by chance of its own': [
    'recommends-alike',
    recommending,
    advising(async ({ space }) => space.decode(space.columns.map(() => Math.random()))),
  ],
  'keeps what it recommended first': [
    'recommends-alike',
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
    'history-is-read-only',
    recommending,
    advising((ask, advise) => {
      (ask.history.ended as unknown[]).sort();
      return advise(ask);
    }),
  ],
  'waits for what an abort has stopped': [
    'stops-on-abort',
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
