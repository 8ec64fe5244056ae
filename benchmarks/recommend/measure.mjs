/**
 * Is what `bayes` recommends under noise better than the point of its best value? Writes figures.json.
 *
 *   npm run recommend -w benchmarks [-- --seeds 40]
 */
import { writeFileSync } from 'node:fs';
import { createStudy } from '@tune/core';
import { isBetter, toLoss } from '@tune/core/plugin';
import { bayes } from '@tune/strategies';
import { flagsOf, whole } from '../flags.mjs';
import { EXACT, NOISY } from './problems.mjs';

const flags = flagsOf({ seeds: { type: 'string', default: '40' } });
const seeds = whole('--seeds', flags.seeds);
const TRIALS = [30, 60];

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const four = (value) => Number(value.toPrecision(4));

/** After each number of trials: what the recommended point and the one of the best value are worth. */
async function choicesOf(objective, seed) {
  const { space, direction } = objective;
  const study = await createStudy({
    ...{ space, direction, strategy: bayes(), seed, budget: { trials: Math.max(...TRIALS) } },
  });
  await study.optimize(objective);
  const judge = objective.test?.() ?? objective;
  const worth = (point) => judge.evaluate(point, { seed: 0, report: () => undefined });
  const choices = [];
  for (const trials of TRIALS) {
    const { point } = await study.recommend({ trials });
    const best = study.trials
      .slice(0, trials)
      .reduce((a, b) => (a.value === undefined || isBetter(direction, b.value, a.value) ? b : a));
    const [recommended, lucky] = [await worth(point), await worth(best.point)];
    const isOther = space.canonical(point) !== space.canonical(best.point);
    choices.push({ recommended, lucky, isOther });
  }
  await study.dispose();
  return choices;
}

async function figuresOf(name, objective) {
  const runs = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push(await choicesOf(objective, seed));
  const { direction } = objective;
  const rows = TRIALS.map((trials, index) => {
    const choices = runs.map((run) => run[index]);
    const won = choices.filter((c) => isBetter(direction, c.recommended, c.lucky)).length;
    const lost = choices.filter((c) => isBetter(direction, c.lucky, c.recommended)).length;
    return {
      trials,
      recommended: four(median(choices.map((choice) => choice.recommended))),
      best: four(median(choices.map((choice) => choice.lucky))),
      isBetter:
        median(choices.map((c) => toLoss(direction, c.recommended))) <=
        median(choices.map((c) => toLoss(direction, c.lucky))),
      ...{ won, lost, other: choices.filter(({ isOther }) => isOther).length },
    };
  });
  for (const row of rows) console.log(name, JSON.stringify(row));
  return [name, rows];
}

const all = async (problems) => {
  const rows = [];
  for (const [name, objective] of Object.entries(problems)) {
    rows.push(await figuresOf(name, objective));
  }
  return Object.fromEntries(rows);
};
const figures = { seeds, noisy: await all(NOISY), exact: await all(EXACT) };
const file = new URL('figures.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
