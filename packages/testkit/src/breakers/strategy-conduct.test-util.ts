import { fail } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { delay } from '@tune/core/plugin';
import { answering, suggesting, type StrategyBreakers } from './faults.test-util.ts';
import { drawing } from './sound-strategies.test-util.ts';

/** What they expect or use, or how long they take, is wrong. */
export const conductBreakers: StrategyBreakers = {
  'expects trials to end in order': [
    'runs-in-a-study',
    drawing,
    answering((ask, suggest) => {
      const isInOrder = ask.history.ended.every(({ number }, index) => number === index + 1);
      if (!isInOrder) fail('a trial is missing');
      return suggest(ask);
    }),
  ],
  'never answers': ['answers-in-time', drawing, answering(() => new Promise(() => undefined))],
  'is never set up': [
    'answers-in-time',
    drawing,
    (sound) => ({ ...sound, setup: () => new Promise(() => undefined) }),
  ],
  'computes without end': [
    'answers-in-time',
    drawing,
    answering((ask, suggest) => {
      while (ask.history.ended.length === 3) ask.rng.next();
      return suggest(ask);
    }),
  ],
  'computes without end after an await': [
    'answers-in-time',
    drawing,
    answering(async (ask, suggest) => {
      const suggestions = await suggest(ask);
      while (ask.history.ended.length === 3) ask.rng.next();
      return suggestions;
    }),
  ],
  'awaits nothing without end': [
    'answers-in-time',
    drawing,
    answering(async (ask, suggest) => {
      while (ask.history.ended.length === 3) await undefined;
      return suggest(ask);
    }),
  ],
  'expects that one trial is complete': [
    'takes-any-history',
    drawing,
    answering((ask, suggest) => {
      const { ended } = ask.history;
      if (ended.length > 5 && !ended.some(({ loss }) => loss !== undefined)) fail('0');
      return suggest(ask);
    }),
  ],
  'divides by the deviation of the losses': [
    'takes-any-history',
    drawing,
    answering((ask, suggest) => {
      const losses = ask.history.ended.flatMap(({ loss }) => loss ?? []);
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      const spread = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
      if (losses.length > 1 && !Number.isFinite(1 / spread)) fail('no deviation');
      return suggest(ask);
    }),
  ],
  'reads the meta of others as its own': [
    'takes-any-history',
    drawing,
    answering((ask, suggest) => {
      for (const { meta } of ask.history.ended) (meta as { phase: string }).phase.trim();
      return suggest(ask);
    }),
  ],
  'counts its asks in the instance': [
    'no-state-between-asks',
    drawing,
    (sound) => {
      let asks = 0;
      return {
        ...sound,
        suggest: async (ask) =>
          (await sound.suggest(ask)).map((one) => ({ ...one, meta: { asks: ++asks } })),
      };
    },
  ],
  'fails with others at work': [
    'respects-pending',
    drawing,
    answering((ask, suggest) => {
      if (ask.history.pending.length > 1) fail('not now');
      return suggest(ask);
    }),
  ],
  'suggests what is running': [
    'respects-pending',
    drawing,
    answering(async (ask, suggest) => {
      const [{ point } = {}] = ask.history.pending;
      return point === undefined ? suggest(ask) : [{ point }];
    }),
  ],
  'has a bigint in its meta': [
    'meta-is-json',
    drawing,
    suggesting((one) => ({ ...one, meta: { seed: 1n as never } })),
  ],
  'has a cycle in its meta': [
    'meta-is-json',
    drawing,
    suggesting((one) => {
      const meta: Record<string, never> = {};
      meta['self'] = meta as never;
      return { ...one, meta };
    }),
  ],
  'has a date in its meta': [
    'meta-is-json',
    drawing,
    suggesting((one) => ({ ...one, meta: { at: new Date(0) as never } })),
  ],
  'has a map in its meta': [
    'meta-is-json',
    drawing,
    suggesting((one) => ({ ...one, meta: { weights: new Map([[1, 2]]) as never } })),
  ],
  'has a function in its meta': [
    'meta-is-json',
    drawing,
    suggesting((one) => ({ ...one, meta: { why: (() => 1) as never } })),
  ],
  'has a field without a value in its meta': [
    'meta-is-json',
    drawing,
    suggesting((one) => ({ ...one, meta: { why: undefined as never } })),
  ],
  'uses Math.random': [
    'no-math-random',
    drawing,
    suggesting((one) => {
      Math.random();
      return one;
    }),
  ],
  'uses crypto, and catches errors': [
    'no-math-random',
    drawing,
    suggesting((one) => {
      try {
        randomUUID();
      } catch {
        // Not this way.
      }
      return one;
    }),
  ],
  'stops its search by Date.now': [
    'no-clock',
    drawing,
    suggesting((one) => (Date.now() > 0 ? one : { point: {} })),
  ],
  'stops its search by the date': [
    'no-clock',
    drawing,
    suggesting((one) => (new Date().getTime() > 0 ? one : { point: {} })),
  ],
  'stops its search by performance.now': [
    'no-clock',
    drawing,
    suggesting((one) => (performance.now() > 0 ? one : { point: {} })),
  ],
  'waits a moment': [
    'no-timers',
    drawing,
    answering(async (ask, suggest) => {
      await delay(3);
      return suggest(ask);
    }),
  ],
  'prints what it suggests': [
    'no-console',
    drawing,
    suggesting((one) => {
      // eslint-disable-next-line no-console -- it breaks the rule
      console.log(one.point);
      return one;
    }),
  ],
  'writes to standard error': [
    'no-console',
    drawing,
    suggesting((one) => {
      process.stderr.write('suggesting\n');
      return one;
    }),
  ],
};
