import { createRng } from '@tune/core/plugin';
import type { Backend } from './backend.ts';
import { CLASSES, PIXELS, type Digits } from './data.ts';
import type { Tensor, Tf } from './kernels.ts';
import { createNetwork, imageShape, weightShapes, type Weights } from './network.ts';
import type { Recipe } from './recipe.ts';
import { initialWeights } from './weights.ts';

/** The pixel values 0..255 scaled to 0..1. */
const BRIGHTNESS = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/** Images and one-hot labels as tensors of the backend. Call it inside `tf.tidy`. */
function batchOf(tf: Tf, digits: Digits, first: number, count: number) {
  const bytes = digits.images.subarray(first * PIXELS, (first + count) * PIXELS);
  const pixels = new Float32Array(bytes.length);
  // A plain loop: with a callback it would take a noticeable part of a step.
  for (let index = 0; index < pixels.length; index++) pixels[index] = BRIGHTNESS[bytes[index]!]!;
  const labels = new Float32Array(count * CLASSES);
  for (let row = 0; row < count; row++) labels[row * CLASSES + digits.labels[first + row]!] = 1;
  return {
    x: tf.tensor4d(pixels, imageShape(count)) as Tensor,
    labels: tf.tensor2d(labels, [count, CLASSES]) as Tensor,
  };
}

const hits = (tf: Tf, logits: Tensor, labels: Tensor): Tensor =>
  tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(labels, 1)), 'float32'));

/** One training: its weights, the state of their optimizer, and its random numbers. */
export interface Trainer {
  /** Trains on images `first` to `first + count - 1`; `step` counts from 0 and chooses the dropout masks. */
  step(digits: Digits, first: number, count: number, step: number): void;
  /** Accuracy on the training batches since the last call, with dropout. */
  takeBatchAccuracy(): number;
  /** How many of images `first` to `first + count - 1` are classified correctly. */
  countHits(digits: Digits, first: number, count: number): number;
  /** A copy of every weight tensor. */
  weights(): Float32Array[];
  dispose(): void;
}

/**
 * Starts a training. Equal seeds give equal weights, bit for bit, on one machine and backend.
 * @param seed  determines the initial weights and all dropout masks
 */
export function createTrainer(
  { tf, kernels, activate }: Pick<Backend, 'tf' | 'kernels' | 'activate'>,
  recipe: Recipe,
  seed: number,
): Trainer {
  activate();
  const network = createNetwork(tf, kernels);
  const rng = createRng(seed).split('weights');
  const optimizer = kernels.optimizers[recipe.optimizer](recipe.lr);

  const slots = tf.tidy(() =>
    weightShapes(recipe).map(({ name, shape }) => {
      const values = tf.tensor(initialWeights(shape, rng.split(name)), [...shape]);
      return {
        value: kernels.createVariable(values),
        state: Array.from({ length: optimizer.slots }, () =>
          kernels.createVariable(tf.zeros([...shape])),
        ),
      };
    }),
  );
  const read = () => slots.map(({ value }) => kernels.readVariable(value)) as unknown as Weights;

  let batchHits: Tensor = tf.scalar(0);
  let seen = 0;
  const setBatchHits = (next: Tensor) => {
    batchHits.dispose();
    batchHits = next;
  };

  return {
    step(digits, first, count, step) {
      activate();
      const next = tf.tidy(() => {
        const { x, labels } = batchOf(tf, digits, first, count);
        const masks = network.masks(count, recipe, seed, step);
        const { logits, grads } = network.gradients(x, labels, read(), masks);
        slots.forEach(({ value, state }, index) => {
          optimizer.apply(step, value, state, grads[index]!);
        });
        return tf.add(batchHits, hits(tf, logits, labels)) as Tensor;
      });
      setBatchHits(next);
      seen += count;
    },
    takeBatchAccuracy() {
      activate();
      const accuracy = batchHits.dataSync()[0]! / Math.max(1, seen);
      setBatchHits(tf.scalar(0));
      seen = 0;
      return accuracy;
    },
    countHits(digits, first, count) {
      activate();
      return tf.tidy(() => {
        const { x, labels } = batchOf(tf, digits, first, count);
        return hits(tf, network.logits(x, read()), labels).dataSync()[0]!;
      });
    },
    weights() {
      activate();
      return tf.tidy(() => read().map((tensor) => Float32Array.from(tensor.dataSync())));
    },
    dispose() {
      activate();
      for (const { value, state } of slots) [value, ...state].forEach(kernels.destroyVariable);
      optimizer.dispose();
      batchHits.dispose();
    },
  };
}
