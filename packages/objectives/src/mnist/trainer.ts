import { createRng } from '@tune/core';
import { CLASSES, PIXELS, type Digits } from './data.ts';
import { createKernels, type Tensor, type Tf } from './kernels.ts';
import { createNetwork, imageShape, WEIGHTS, type Weights } from './network.ts';
import type { MnistPoint } from './presets.ts';
import { firstWeights } from './weights.ts';

/** As in Keras: the tutorial leaves both at their defaults. */
const RHO = 0.9;
const EPSILON = 1e-7;

/** Images and one-hot labels on TensorFlow's side; belongs into `tf.tidy`. */
function batchOf(tf: Tf, digits: Digits, first: number, count: number) {
  const pixels = Float32Array.from(
    digits.images.subarray(first * PIXELS, (first + count) * PIXELS),
    (value) => value / 255,
  );
  const labels = new Float32Array(count * CLASSES);
  for (let row = 0; row < count; row++) labels[row * CLASSES + digits.labels[first + row]!] = 1;
  return {
    x: tf.tensor4d(pixels, imageShape(count)) as Tensor,
    labels: tf.tensor2d(labels, [count, CLASSES]) as Tensor,
  };
}

const hits = (tf: Tf, logits: Tensor, labels: Tensor): Tensor =>
  tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(labels, 1)), 'float32'));

/** Names of variables must never repeat within a process. */
let variables = 0;

/** One training run: weights, their RMSprop state, and the chance that its seed decides. */
export interface Trainer {
  /** Trains on images `first` to `first + count - 1`; `step` counts from 0 and picks the dropout masks. */
  step(digits: Digits, first: number, count: number, step: number): void;
  /** Share of right answers of the training batches since the last call, with dropout at work. */
  takeBatchAccuracy(): number;
  /** How many of images `first` to `first + count - 1` are recognized. */
  countHits(digits: Digits, first: number, count: number): number;
  /** A copy of every weight tensor. */
  weights(): Float32Array[];
  dispose(): void;
}

/**
 * A fresh run. Equal seeds give equal weights, bit for bit, on one machine and TensorFlow.
 * @param seed  decides the first weights and every dropout mask
 */
export function createTrainer(tf: Tf, point: MnistPoint, seed: number): Trainer {
  const kernels = createKernels(tf);
  const network = createNetwork(tf, kernels);
  const rng = createRng(seed).split('weights');

  const variable = (value: Tensor): Tensor => {
    const handle = kernels.createVariable(`tune/mnist/${variables++}`, value);
    value.dispose();
    return handle;
  };
  const slots = WEIGHTS.map(({ name, shape }) => ({
    value: variable(tf.tensor(firstWeights(shape, rng.split(name)), [...shape])),
    square: variable(tf.zeros([...shape])),
    momentum: variable(tf.zeros([...shape])),
  }));
  const rates = {
    lr: tf.scalar(point.lr),
    rho: tf.scalar(RHO),
    momentum: tf.scalar(0),
    epsilon: tf.scalar(EPSILON),
  };
  const read = () => slots.map(({ value }) => kernels.readVariable(value)) as unknown as Weights;

  let batchHits: Tensor = tf.scalar(0);
  let seen = 0;
  const setBatchHits = (next: Tensor) => {
    batchHits.dispose();
    batchHits = next;
  };

  return {
    step(digits, first, count, step) {
      const next = tf.tidy(() => {
        const { x, labels } = batchOf(tf, digits, first, count);
        const masks = network.masks(count, point.dropout2Rate, seed, step);
        const { logits, grads } = network.gradients(x, labels, read(), masks);
        slots.forEach(({ value, square, momentum }, index) => {
          kernels.applyRmsProp(value, square, momentum, rates, grads[index]!);
        });
        return tf.add(batchHits, hits(tf, logits, labels)) as Tensor;
      });
      setBatchHits(next);
      seen += count;
    },
    takeBatchAccuracy() {
      const accuracy = batchHits.dataSync()[0]! / Math.max(1, seen);
      setBatchHits(tf.scalar(0));
      seen = 0;
      return accuracy;
    },
    countHits: (digits, first, count) =>
      tf.tidy(() => {
        const { x, labels } = batchOf(tf, digits, first, count);
        return hits(tf, network.logits(x, read()), labels).dataSync()[0]!;
      }),
    weights: () => tf.tidy(() => read().map((tensor) => Float32Array.from(tensor.dataSync()))),
    dispose() {
      for (const handle of slots.flatMap((slot) => Object.values(slot))) {
        kernels.destroyVariable(handle);
        handle.dispose();
      }
      for (const rate of Object.values(rates)) rate.dispose();
      batchHits.dispose();
    },
  };
}
