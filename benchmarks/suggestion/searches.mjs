// A search by bayes, in which every suggestion is timed.
import { createStudy, float, memoryStorage, space } from '@tune/core';
import { bayes } from '@tune/strategies';
import { timeInside } from './inside.mjs';

/** A smooth function of so many floats. */
export const floats = (count) => ({
  space: space(Object.fromEntries(Array.from({ length: count }, (_, j) => [`x${j}`, float(0, 1)]))),
  evaluate: async (point) =>
    Object.values(point).reduce((sum, x, j) => sum + Math.sin(3 * x + j) + (x - 0.3) ** 2, 0),
});

/** One entry for each suggestion after the initial design: trials before it, milliseconds, the phase. */
export async function timedAsks(objective, trials) {
  const inner = bayes({ backend: 'native' });
  const asks = [];
  const strategy = {
    ...inner,
    async suggest(ask) {
      const { result, whole, native } = await timeInside(() => inner.suggest(ask));
      const { phase } = result[0]?.meta ?? {};
      if (phase !== undefined && phase !== 'initial') {
        asks.push({ n: ask.history.ended.length, whole, native, added: whole - native, phase });
      }
      return result;
    },
  };
  const study = await createStudy({
    name: 's',
    space: objective.space,
    direction: 'minimize',
    strategy,
    storage: memoryStorage(),
    clock: () => performance.now(),
    seed: 1,
    budget: { trials },
  });
  while (study.remaining > 0) {
    const [trial] = await study.ask();
    if (trial === undefined) break;
    const values = [await objective.evaluate(trial.point, {})];
    await study.tell(trial, { state: 'complete', values });
  }
  study.close();
  if (asks.every(({ native }) => native === 0)) {
    throw new Error('no call into the Gaussian process was seen');
  }
  return asks;
}
