// Shared by the parts of the bar: a search by bayes, and one ask after a given history.
import { createStudy } from '@tune/core';
import { createRng, createScratch, historyOf } from '@tune/core/plugin';
import { bayes } from '@tune/strategies';

/** A study after so many trials, asked in batches. */
export async function search(objective, { seed, trials, budget = trials, batch = 1 }) {
  const study = await createStudy({
    space: objective.space,
    strategy: bayes(),
    seed,
    budget: { trials: budget },
  });
  for (let done = 0; done < trials;) {
    const asked = await study.ask({ count: Math.min(batch, trials - done) });
    if (asked.length === 0) break;
    for (const trial of asked) {
      await study.tell(trial, await objective.evaluate(trial.point, {}));
    }
    done += asked.length;
  }
  return study;
}

/** The points that bayes suggests after these, as rows of the unit cube. */
export async function suggest(space, points, values, count = 1) {
  const trials = points.map((point, i) => ({
    number: i + 1,
    point,
    state: 'complete',
    value: values[i],
    values: [values[i]],
  }));
  const suggestions = await bayes().suggest({
    space,
    history: historyOf(trials, 'minimize'),
    count,
    rng: createRng(7),
    scratch: createScratch(),
    signal: new AbortController().signal,
  });
  return suggestions.map(({ point }) => space.encode(point));
}

/** The largest difference of two rows in one coordinate. */
export const distance = (a, b) => Math.max(...a.map((value, j) => Math.abs(value - b[j])));
