import { CLASSES, SIDE } from './data.ts';
import type { Kernels, Tensor, Tf } from './kernels.ts';
import type { Architecture } from './recipe.ts';

/** Height and width after two convolutions of 3 x 3 and a pool of 2 x 2. */
const POOLED = (SIDE - 4) / 2;

/**
 * The weight tensors, in order, of: conv `filters1` 3x3 relu, conv `filters2` 3x3 relu, max-pool 2x2,
 * dropout `dropout1Rate`, dense `units` relu, dropout `dropout2Rate`, dense 10 softmax. With the
 * tutorial's 32, 64 and 128 they have 1,199,882 numbers.
 */
export const weightShapes = ({ filters1, filters2, units }: Architecture) =>
  [
    { name: 'conv1.filter', shape: [3, 3, 1, filters1] },
    { name: 'conv1.bias', shape: [filters1] },
    { name: 'conv2.filter', shape: [3, 3, filters1, filters2] },
    { name: 'conv2.bias', shape: [filters2] },
    { name: 'dense1.matrix', shape: [POOLED * POOLED * filters2, units] },
    { name: 'dense1.bias', shape: [units] },
    { name: 'dense2.matrix', shape: [units, CLASSES] },
    { name: 'dense2.bias', shape: [CLASSES] },
  ] as const;

/** One tensor for each entry of {@link weightShapes}. */
export type Weights = readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];

/** The dropout masks of one step. */
export interface Masks {
  /** [batch, 12, 12, filters2] */
  readonly afterPool: Tensor;
  /** [batch, units] */
  readonly afterDense: Tensor;
}

export type Network = ReturnType<typeof createNetwork>;

/** The network of the tutorial, in any size. Call its methods inside `tf.tidy`. */
export function createNetwork(tf: Tf, k: Kernels) {
  /** `x` is [batch, 28, 28, 1]. Without masks there is no dropout, as in evaluation. */
  const forward = (x: Tensor, weights: Weights, masks?: Masks) => {
    const [filter1, bias1, filter2, bias2, matrix1, offset1, matrix2, offset2] = weights;
    const conv1 = k.biasRelu(k.conv2d(x, filter1), bias1);
    // Bias and relu keep the order of values, so they can follow the pool: the result is the same, and
    // they and their gradients cost a quarter.
    const conv2 = k.conv2d(conv1, filter2);
    const pooled = k.maxPool(conv2);
    const active = k.biasRelu(pooled, bias2);
    const kept = masks === undefined ? active : tf.mul(active, masks.afterPool);
    const flat = tf.reshape(kept, [x.shape[0]!, -1]);
    const hidden = k.biasRelu(k.matMul(flat, matrix1), offset1);
    const features = masks === undefined ? hidden : tf.mul(hidden, masks.afterDense);
    const logits = k.biasAdd(k.matMul(features, matrix2), offset2);
    return { conv1, conv2, pooled, active, flat, hidden, features, logits };
  };

  return {
    /** [batch, 10], before softmax, without dropout. */
    logits: (x: Tensor, weights: Weights): Tensor => forward(x, weights).logits,

    /** The masks of a step: they depend on seed, step and layer, so that every step has its own. */
    masks: (batch: number, architecture: Architecture, seed: number, step: number): Masks => {
      const { filters2, units, dropout1Rate, dropout2Rate } = architecture;
      const pool = [batch, POOLED, POOLED, filters2];
      return {
        afterPool: k.dropoutMask(pool, dropout1Rate, [seed, 2 * step]),
        afterDense: k.dropoutMask([batch, units], dropout2Rate, [seed, 2 * step + 1]),
      };
    },

    /**
     * The gradient of the mean cross-entropy by every weight, written out by hand: a tape would also
     * compute the gradient by the images, and keep all tensors until its end.
     *
     * @param labels  [batch, 10], one-hot
     */
    gradients: (
      x: Tensor,
      labels: Tensor,
      weights: Weights,
      masks: Masks,
    ): { logits: Tensor; loss: Tensor; grads: Weights } => {
      const [filter1, , filter2, , matrix1, , matrix2] = weights;
      const { conv1, conv2, pooled, active, flat, hidden, features, logits } = forward(
        x,
        weights,
        masks,
      );
      const { loss, grad } = k.softmaxCrossEntropy(logits, labels);
      const dLogits = tf.div(grad, x.shape[0]!) as Tensor;

      const dFeatures = k.matMul(dLogits, matrix2, { transposeB: true });
      const dHidden = k.reluGrad(tf.mul(dFeatures, masks.afterDense), hidden);
      const dFlat = k.matMul(dHidden, matrix1, { transposeB: true });
      const dActive = tf.mul(tf.reshape(dFlat, pooled.shape), masks.afterPool) as Tensor;
      const dPooled = k.reluGrad(dActive, active);
      const dConv2 = k.maxPoolGrad(conv2, pooled, dPooled);
      const dConv1 = k.reluGrad(k.conv2dInputGrad(conv1.shape, filter2, dConv2), conv1);

      const grads: Weights = [
        k.conv2dFilterGrad(x, filter1.shape, dConv1),
        k.biasGrad(dConv1),
        k.conv2dFilterGrad(conv1, filter2.shape, dConv2),
        k.biasGrad(dPooled),
        k.matMul(flat, dHidden, { transposeA: true }),
        k.biasGrad(dHidden),
        k.matMul(features, dLogits, { transposeA: true }),
        k.biasGrad(dLogits),
      ];
      return { logits, loss, grads };
    },
  };
}

/** Shape of a batch of images. */
export const imageShape = (batch: number): [number, number, number, number] => [
  batch,
  SIDE,
  SIDE,
  1,
];
