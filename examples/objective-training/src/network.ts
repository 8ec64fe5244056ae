import type { Rng } from '@tune/core/plugin';
import type { Flower } from './data.ts';

/** Rows of weights; the last weight of a row is that of the bias. */
type Layer = number[][];

/** A network of one hidden layer (tanh) and a softmax, trained by gradient descent. */
export class Network {
  readonly #hidden: Layer;
  readonly #output: Layer;

  /** @param units  of the hidden layer */
  constructor(inputs: number, units: number, kinds: number, rng: Rng) {
    const layer = (rows: number, columns: number): Layer =>
      Array.from({ length: rows }, () =>
        Array.from({ length: columns + 1 }, () => rng.normal() / Math.sqrt(columns)),
      );
    this.#hidden = layer(units, inputs);
    this.#output = layer(kinds, units);
  }

  /** One step along the gradient of the mean cross-entropy of a batch, with weight decay. */
  train(batch: readonly Flower[], lr: number, weightDecay: number): void {
    const hiddenSlopes = zerosLike(this.#hidden);
    const outputSlopes = zerosLike(this.#output);
    for (const { measures, kind } of batch) {
      const { activations, shares } = this.#forward(measures);
      const errors = shares.map((share, index) => share - (index === kind ? 1 : 0));
      addOuter(outputSlopes, errors, activations);
      const back = activations.map((activation, unit) => {
        const sum = errors.reduce((total, error, k) => total + error * this.#output[k]![unit]!, 0);
        return sum * (1 - activation ** 2);
      });
      addOuter(hiddenSlopes, back, measures);
    }
    const rate = lr / batch.length;
    descend(this.#hidden, hiddenSlopes, rate, lr * weightDecay);
    descend(this.#output, outputSlopes, rate, lr * weightDecay);
  }

  /** Mean cross-entropy. */
  loss(flowers: readonly Flower[]): number {
    const losses = flowers.map(
      ({ measures, kind }) => -Math.log(Math.max(this.#forward(measures).shares[kind]!, 1e-12)),
    );
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  }

  #forward(measures: readonly number[]) {
    const activations = this.#hidden.map((weights) => Math.tanh(dot(weights, measures)));
    const scores = this.#output.map((weights) => dot(weights, activations));
    const highest = Math.max(...scores);
    const raised = scores.map((score) => Math.exp(score - highest));
    const sum = raised.reduce((total, value) => total + value, 0);
    return { activations, shares: raised.map((value) => value / sum) };
  }
}

const zerosLike = (layer: Layer): Layer => layer.map((row) => row.map(() => 0));

const dot = (weights: readonly number[], values: readonly number[]): number =>
  values.reduce((sum, value, at) => sum + value * weights[at]!, weights[values.length]!);

function addOuter(slopes: Layer, errors: readonly number[], values: readonly number[]): void {
  for (const [index, error] of errors.entries()) {
    const row = slopes[index]!;
    for (const [at, value] of values.entries()) row[at]! += error * value;
    row[values.length]! += error;
  }
}

function descend(layer: Layer, slopes: Layer, rate: number, decay: number): void {
  for (const [index, row] of layer.entries()) {
    for (const at of row.keys()) row[at]! -= rate * slopes[index]![at]! + decay * row[at]!;
  }
}
