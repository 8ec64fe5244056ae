import { defineObjective, float, int, type EvaluateContext, type Objective } from '@tune/core';
import { examples, type Example } from './data.ts';

/** Steps of a whole training: what `report` counts. */
const EPOCHS = 30;

const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

type Hyperparameters = {
  readonly lr: number;
  readonly momentum: number;
  readonly batch: number;
};

/**
 * Logistic regression on points of a plane: the mean loss on the examples of `held` after each epoch is
 * reported, so that a pruner can stop a poor training early.
 */
function train(
  { lr, momentum, batch }: Hyperparameters,
  held: readonly Example[],
  { seed, signal, report }: EvaluateContext,
): number {
  const training = examples('training', 256, seed);
  const weights = [0, 0, 0];
  const velocity = [0, 0, 0];
  let loss = Number.NaN;
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    signal.throwIfAborted();
    for (let from = 0; from < training.length; from += batch) {
      const part = training.slice(from, from + batch);
      const errors = part.map(({ x, label }) => predict(weights, x) - label);
      for (const [at, weight] of weights.entries()) {
        const slopes = part.map(({ x }, index) => errors[index]! * x[at]!);
        const slope = slopes.reduce((sum, value) => sum + value, 0) / part.length;
        velocity[at] = momentum * velocity[at]! - lr * slope;
        weights[at] = weight + velocity[at];
      }
    }
    loss = meanLoss(weights, held);
    report(epoch, loss, EPOCHS);
  }
  return loss;
}

const predict = (weights: readonly number[], x: readonly number[]): number =>
  sigmoid(weights.reduce((sum, weight, at) => sum + weight * x[at]!, 0));

function meanLoss(weights: readonly number[], held: readonly Example[]): number {
  const losses = held.map(({ x, label }) => {
    const share = Math.min(1 - 1e-9, Math.max(1e-9, predict(weights, x)));
    return -Math.log(label === 1 ? share : 1 - share);
  });
  return losses.reduce((sum, value) => sum + value, 0) / losses.length;
}

/** Which examples measure the loss: no evaluation of a search sees those of `test`. */
const objectiveOn = (held: 'validation' | 'test'): Objective<Hyperparameters> =>
  defineObjective({
    name: 'my-objective',
    // Stored with each run: change it when the same point may get another value.
    version: '1',
    description: `${EPOCHS} epochs, loss on 256 ${held} examples`,
    metric: 'loss',
    space: {
      lr: float(1e-3, 10, { log: true }),
      momentum: float(0, 0.99),
      batch: int(8, 256, { log: true }),
    },
    steps: EPOCHS,
    evaluate: (point, context) => train(point, examples(held, 256, 1), context),
    ...(held === 'validation' ? { test: () => objectiveOn('test') } : {}),
  });

export default objectiveOn('validation');
