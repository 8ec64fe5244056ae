// The problems, their numbers of trials, and the split into development and validation problems.
import { createRng, hashSeed } from '@tune/core/plugin';
import {
  ackley,
  branin,
  discreteAckley,
  discreteHartmann,
  gramacy,
  hartmann6,
  hpo6mixed,
  jenatton,
  levy,
  rosenbrock,
} from '@tune/objectives/functions';
import { Mistake } from '../flags.mjs';
import { levyMoved, mnistTableError } from './adapted.mjs';
import { trained } from './trained.mjs';

/** A formula; `noise` is the standard deviation of the noise that is added to each told value. */
const formula = (make, trials, { noise = 0 } = {}) => ({
  objective: make(),
  trials,
  noise,
  optimum: make().optimum.value,
});

/**
 * The split, written down before anything was tuned: choices about `bayes` may use development problems
 * only; validation problems are run to report, and no choice is made from them. Some of these resemble a
 * development problem, so they are weaker evidence than their number suggests:
 * hartmann6 and hartmann6-noisy are the function of discrete-hartmann, hpo6mixed-noisy is hpo6mixed,
 * discrete-ackley is Ackley, and svm-digits has the space of svm-wine. levy-8-moved and mnist-table came
 * later than the rest.
 */
export const problems = {
  development: {
    branin: formula(branin, 50),
    'rosenbrock-4': formula(rosenbrock, 80),
    // Moved out of the middle: a search that begins there would be done at once.
    'ackley-5': formula(() => ackley({ minimizer: 9.8 }), 80),
    hpo6mixed: formula(hpo6mixed, 60),
    'discrete-hartmann': formula(discreteHartmann, 60),
    'branin-noisy': formula(branin, 60, { noise: 5 }),
    'svm-wine': trained('svm-wine', 40),
  },
  validation: {
    // Its second-best local minimum is -3.20316, the best -3.32237.
    hartmann6: { ...formula(hartmann6, 80), secondBest: 0.1192 },
    'levy-8': formula(levy, 100),
    'levy-8-moved': formula(levyMoved, 100),
    'discrete-ackley': formula(discreteAckley, 60),
    jenatton: formula(jenatton, 60),
    gramacy: formula(gramacy, 40),
    'hartmann6-noisy': formula(hartmann6, 80, { noise: 0.2 }),
    'hpo6mixed-noisy': formula(hpo6mixed, 60, { noise: 0.002 }),
    // The noise of repeated trainings at the best point of the table.
    'mnist-table': formula(mnistTableError, 40, { noise: 0.0044 }),
    'svm-digits': trained('svm-digits', 40),
    'boosting-cancer': trained('boosting-cancer', 40),
    'mlp-digits': trained('mlp-digits', 40),
  },
};

/** The six problems that every strategy is measured on first. */
export const bar = ['branin', 'hartmann6', 'ackley-5', 'levy-8', 'rosenbrock-4', 'hpo6mixed'];

/** The problems that the slow rivals are measured on: the bar, one with noise and one nearly all discrete. */
export const named = [...bar, 'branin-noisy', 'discrete-hartmann'];

/**
 * The first two have their optima in corners of the cube, where a local search ends easily; the
 * constraints of the third are known to our strategies only; the minimum of the last is close to the middle
 * of the cube, where `bayes` and Ax begin, so that their first trial is already good.
 */
export const flattering = ['jenatton', 'discrete-ackley', 'gramacy', 'levy-8'];

/** Problems by their difficulty. */
export const kinds = {
  continuous: ['branin', 'rosenbrock-4', 'ackley-5', 'hartmann6', 'levy-8', 'levy-8-moved'],
  'mixed, discrete, with conditions or constraints': [
    'hpo6mixed',
    'discrete-hartmann',
    'discrete-ackley',
    'jenatton',
    'gramacy',
  ],
  noisy: ['branin-noisy', 'hartmann6-noisy', 'hpo6mixed-noisy', 'mnist-table'],
  'trainings of models': ['svm-wine', 'svm-digits', 'boosting-cancer', 'mlp-digits'],
};

/** Validation problems that neither flatter `bayes` nor were looked at when something was chosen. */
export const untouched = ['levy-8-moved', 'svm-digits', 'boosting-cancer', 'mlp-digits'];

export const all = { ...problems.development, ...problems.validation };

const sets = {
  bar,
  named,
  trainings: kinds['trainings of models'],
  all: Object.keys(all),
  formulas: Object.keys(all).filter((name) => all[name].optimum !== undefined),
  development: Object.keys(problems.development),
  validation: Object.keys(problems.validation),
};

/** The problems of a list of names and of sets: `bar,gramacy`. */
export function namesOf(list) {
  const names = list.split(',').flatMap((name) => sets[name] ?? [name]);
  const unknown = names.find((name) => !Object.hasOwn(all, name));
  if (unknown !== undefined) {
    const known = [...Object.keys(sets), ...sets.all].join(', ');
    throw new Mistake(`no problem is called ${unknown}; known: ${known}`);
  }
  return [...new Set(names)];
}

/**
 * Equal for problems that give equal values: space, budget, noise and the values at 16 points that meet
 * the constraints. What the constraints are called does not matter.
 */
export async function problemHash({ objective, trials, noise, version = '' }) {
  const { space } = objective;
  const rng = createRng(16);
  const values = [];
  while (version === '' && values.length < 16) {
    const point = space.decode(space.columns.map(() => rng.next()));
    if (space.violated(point).length > 0) continue;
    values.push((await objective.evaluate(point, {})).toPrecision(10));
  }
  const { constraints: _, ...parameters } = space.toJSON();
  return hashSeed(JSON.stringify([parameters, trials, noise, version, values])).toString(16);
}

/** The noise of trial `index` (from 0) of a seed: the same for every strategy. */
export function noiseOf(seed, index) {
  return createRng(hashSeed(seed, 'noise', index)).normal();
}
