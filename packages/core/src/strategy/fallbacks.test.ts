import { expect, test } from 'vitest';
import { float } from '../space/parameter/float.ts';
import { createStudy } from '../study/create-study.ts';
import { fallbacksOf } from './fallbacks.ts';
import type { Strategy } from './strategy.ts';

/** Has a model for every second point. */
const half: Strategy = {
  name: 'half',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: ({ history, rng }) => {
    const { length } = history.ended;
    const meta =
      length % 2 === 0 ? { phase: 'model' } : { phase: 'fallback', reason: `no fit ${length}` };
    return Promise.resolve([{ point: { x: rng.next() }, meta }]);
  },
};

test('counts trials whose meta says that there was no model, with the first reason', () => {
  const metas = [undefined, 'fallback', ['fallback'], { phase: 'model', reason: 'no' }];
  const none = metas.map((meta) => (meta === undefined ? {} : { meta }));
  expect(fallbacksOf(none)).toBeUndefined();
  const some = [{ meta: { phase: 'fallback', reason: 'first' } }, { meta: { phase: 'fallback' } }];
  expect(fallbacksOf([...none, ...some])).toEqual({ trials: 2, reason: 'first' });
  expect(fallbacksOf(some.slice(1))).toEqual({ trials: 1, reason: 'no reason is given' });
});

test('a search ends with how many of its trials were chosen without the model', async () => {
  const study = await createStudy({ space: { x: float(0, 1) }, strategy: half, seed: 1 });
  const first = await study.optimize(({ x }) => x, { trials: 5 });
  expect(first.fallbacks).toEqual({ trials: 2, reason: 'no fit 1' });
  const one = await study.optimize(({ x }) => x, { trials: 1 });
  expect(one.fallbacks).toEqual({ trials: 1, reason: 'no fit 5' });
  const other = await study.optimize(({ x }) => x, { trials: 1 });
  expect(other).not.toHaveProperty('fallbacks');
});
