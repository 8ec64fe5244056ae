// Real trainings on scikit-learn's bundled data, through one Python child that answers JSON lines.
import { float, int, ordinal, space } from '@tune/core';
import { pythonOfRivals, rivalEnv } from '../rivals/environment.mjs';
import { LineProcess } from '../rivals/line-process.mjs';

const svm = () =>
  space({ C: float(1e-3, 1e4, { log: true }), gamma: float(1e-6, 10, { log: true }) });

const spaces = {
  'svm-wine': svm,
  'svm-digits': svm,
  'boosting-cancer': () =>
    space({
      learning_rate: float(1e-3, 1, { log: true }),
      max_depth: int(1, 8),
      max_iter: int(10, 80),
      l2_regularization: float(1e-4, 100, { log: true }),
      min_samples_leaf: int(2, 60, { log: true }),
    }),
  'mlp-digits': () =>
    space({
      learning_rate_init: float(1e-5, 1e-1, { log: true }),
      alpha: float(1e-7, 1e-1, { log: true }),
      units: ordinal([16, 32, 64, 128]),
      batch_size: ordinal([32, 64, 128]),
      momentum: float(0.5, 0.99),
    }),
};

let child;

/** @param name  one of `evaluate.py`; its loss is the cross-validated log loss */
export function trained(name, trials) {
  return {
    trials,
    noise: 0,
    // Unknown: the best value of all runs replaces it.
    optimum: undefined,
    version: 'scikit-learn 1.9.1, evaluate.py 1',
    objective: {
      name,
      space: spaces[name](),
      direction: 'minimize',
      async evaluate(point) {
        child ??= new LineProcess(
          pythonOfRivals(),
          [new URL('evaluate.py', import.meta.url)],
          rivalEnv,
        );
        const { value } = await child.request({ name, point });
        return value;
      },
    },
  };
}

/** Ends the child process, if it was started. */
export function endTraining() {
  child?.end();
}
