import { defineObjective, float, int, type Objective } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { KINDS, readFlowers } from './data.ts';
import { Network } from './network.ts';

const EPOCHS = 40;

type Hyperparameters = {
  readonly lr: number;
  readonly units: number;
  readonly batch: number;
  readonly weightDecay: number;
};

const flowers = readFlowers();

/** The training, scored on one part of the data that it does not train on. */
const scoredOn = (part: 'validation' | 'test'): Objective<Hyperparameters> =>
  defineObjective({
    name: 'flowers',
    // Part of the identity of stored runs: change it when a point may get another value.
    version: '1',
    description: `${EPOCHS} epochs, cross-entropy of ${flowers[part].length} ${part} flowers`,
    metric: 'loss',
    space: {
      lr: float(1e-3, 3, { log: true }),
      units: int(2, 32, { log: true }),
      batch: int(4, 128, { log: true }),
      weightDecay: float(1e-6, 1e-1, { log: true }),
    },
    // What `report` counts: a pruner that stops a training after ten epochs has saved thirty.
    steps: EPOCHS,
    evaluate({ lr, units, batch, weightDecay }, { seed, signal, report }) {
      const rng = createRng(seed);
      const network = new Network(4, units, KINDS.length, rng);
      const training = [...flowers.training];
      let loss = Number.NaN;
      for (let epoch = 1; epoch <= EPOCHS; epoch++) {
        // Throws when a pruner, a time limit or Ctrl-C stops the trial.
        signal.throwIfAborted();
        shuffle(training, (below) => rng.integer(below));
        for (let from = 0; from < training.length; from += batch) {
          network.train(training.slice(from, from + batch), lr, weightDecay);
        }
        loss = network.loss(flowers[part]);
        report(epoch, loss, EPOCHS);
      }
      return loss;
    },
    // What the choice of a search is worth on flowers that no search has seen.
    ...(part === 'validation' ? { test: () => scoredOn('test') } : {}),
  });

function shuffle<Item>(items: Item[], drawBelow: (below: number) => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = drawBelow(last + 1);
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
}

export default scoredOn('validation');
