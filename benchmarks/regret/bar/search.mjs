// What the parts of the bar share: bayes through a study, and bayes asked once about a history.
import { createStudy } from '@tune/core';
import { createRng, createScratch, historyOf } from '@tune/core/plugin';
import { bayes } from '@tune/strategies';

/** A study of which so many trials are over, asked in batches. */
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

/** The points that are suggested next to these, as places in the cube. */
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

/** The largest difference of two places in one coordinate. */
export const distance = (a, b) => Math.max(...a.map((value, j) => Math.abs(value - b[j])));
