import { defineObjective, float, int } from '@tune/core';
import { examples } from './data.js';

/** Steps of a whole training: what `report` counts. */
const EPOCHS = 30;

const sigmoid = (score) => 1 / (1 + Math.exp(-score));

/**
 * Logistic regression on points of a plane: the mean loss on the examples of `held` after each epoch is
 * reported, so that a pruner can stop a poor training early.
 *
 * @param {{ lr: number, momentum: number, batch: number }} point
 * @param {import('./data.js').Example[]} held
 * @param {import('@tune/core').EvaluateContext} context
 */
function train({ lr, momentum, batch }, held, { seed, signal, report }) {
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
        const slopes = part.map(({ x }, index) => errors[index] * x[at]);
        const slope = slopes.reduce((sum, value) => sum + value, 0) / part.length;
        velocity[at] = momentum * velocity[at] - lr * slope;
        weights[at] = weight + velocity[at];
      }
    }
    loss = meanLoss(weights, held);
    report(epoch, loss, EPOCHS);
  }
  return loss;
}

const predict = (weights, x) =>
  sigmoid(weights.reduce((sum, weight, at) => sum + weight * x[at], 0));

function meanLoss(weights, held) {
  const losses = held.map(({ x, label }) => {
    const share = Math.min(1 - 1e-9, Math.max(1e-9, predict(weights, x)));
    return -Math.log(label === 1 ? share : 1 - share);
  });
  return losses.reduce((sum, value) => sum + value, 0) / losses.length;
}

/** Which examples measure the loss: no evaluation of a search sees those of `test`. */
const objectiveOn = (held) =>
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
