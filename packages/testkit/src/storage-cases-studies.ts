import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createStudy, type Storage, type Strategy } from '@tune/core';
import { unit, type StorageChecks } from './storage-cases-samples.ts';

/** Depends on chance and on history, so that anything lost shows; takes as many turns as chance wants. */
const drifting: Strategy = {
  name: 'drifting',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  async suggest({ history, rng, count }) {
    const best = (history.incumbent?.point['x'] as number | undefined) ?? 0.5;
    const seen = history.ended.length + history.pending.length;
    const suggestions = Array.from({ length: count }, () => ({
      point: unit.decode([(best + rng.next() / (1 + seen)) % 1]),
    }));
    for (let turns = rng.integer(5); turns > 0; turns--) await setImmediate();
    return suggestions;
  },
};

const study = (storage: Storage, name: string, trials: number) =>
  createStudy({
    ...{ name, space: unit, strategy: drifting, storage },
    ...{ clock: () => 0, seed: 7, budget: { trials } },
  });

/** Points and values of a study that was resumed for each of its budgets. */
async function searched(storage: Storage, name: string, budgets: readonly number[]) {
  let trials: readonly { point: object; value?: number; seed: number }[] = [];
  for (const budget of budgets) {
    const one = await study(storage, name, budget);
    await one.optimize(({ x }) => (x - 0.3) ** 2);
    trials = one.trials;
    await one.dispose();
  }
  return trials.map(({ point, value, seed }) => ({ point, value, seed }));
}

/** Whole studies on a storage. */
export const studyChecks: StorageChecks = {
  'study-resumes-alike': async (storage) => {
    const whole = await searched(storage, 'whole', [12]);
    deepStrictEqual(await searched(storage, 'parts', [1, 5, 12]), whole);
    strictEqual(whole.length, 12);
  },

  'two-studies-share-a-name': async (storage, openAgain) => {
    const other = (await openAgain?.()) ?? storage;
    const [a, b] = [await study(storage, 's', 12), await study(other, 's', 12)];
    await Promise.all([a, b, a, b, a, b, a, b].map((one) => one.ask()));
    await Promise.all([a.sync(), b.sync()]);
    deepStrictEqual(
      a.trials.map(({ number }) => number),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    strictEqual(new Set(a.trials.map(({ point }) => point.x)).size, 8);
    deepStrictEqual(b.trials, a.trials);
    await Promise.all([a.dispose(), b.dispose()]);
    if (other !== storage) await other.close();
  },
};
