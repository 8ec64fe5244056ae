// What recommendations are measured on: a search, and what each of its points is worth without noise.
import {
  ackley,
  branin,
  discreteHartmann,
  hartmann6,
  hpo6mixed,
  levy,
  rosenbrock,
} from '@tune/objectives/functions';
import { mnistTable } from '@tune/objectives/mnist-table';

/** With noise: `test()` is the function without it. */
export const NOISY = {
  'branin, noise 1': branin({ noise: 1 }),
  'branin, noise 5': branin({ noise: 5 }),
  'branin, noise 20': branin({ noise: 20 }),
  'hpo6mixed, noise 0.002': hpo6mixed({ noise: 0.002 }),
  'discrete-hartmann, noise 0.2': discreteHartmann({ noise: 0.2 }),
  'rosenbrock-4, noise 10': rosenbrock({ noise: 10 }),
  'hartmann6, noise 0.1': hartmann6({ noise: 0.1 }),
  'hartmann6, noise 0.3': hartmann6({ noise: 0.3 }),
  'levy-8, noise 2': levy({ noise: 2 }),
  'mnist-table': mnistTable(),
};

/** Without noise: the best value is the best point. */
export const EXACT = {
  branin: branin(),
  hpo6mixed: hpo6mixed(),
  'discrete-hartmann': discreteHartmann(),
  'rosenbrock-4': rosenbrock(),
  hartmann6: hartmann6(),
  'levy-8': levy(),
  // Its minimum is not in the middle, where a search begins.
  'ackley-5': ackley({ minimizer: 9.8 }),
};
