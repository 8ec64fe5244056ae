import { CLASSES, SIDE } from './data.ts';
import type { Kernels, Tensor, Tf } from './kernels.ts';

/**
 * conv 32 3x3 relu, conv 64 3x3 relu, max-pool 2x2, dropout 0.25, dense 128 relu,
 * dropout `dropout2Rate`, dense 10 softmax: shapes of its 1,199,882 weights, in order.
 */
export const WEIGHTS = [
  { name: 'conv1.filter', shape: [3, 3, 1, 32] },
  { name: 'conv1.bias', shape: [32] },
  { name: 'conv2.filter', shape: [3, 3, 32, 64] },
  { name: 'conv2.bias', shape: [64] },
  { name: 'dense1.matrix', shape: [9216, 128] },
  { name: 'dense1.bias', shape: [128] },
  { name: 'dense2.matrix', shape: [128, CLASSES] },
  { name: 'dense2.bias', shape: [CLASSES] },
] as const;

/** One tensor for each entry of {@link WEIGHTS}. */
export type Weights = readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];

export const DROPOUT1_RATE = 0.25;

/** What the dropout layers of one step let through. */
export interface Masks {
  /** [batch, 12, 12, 64] */
  readonly afterPool: Tensor;
  /** [batch, 128] */
  readonly afterDense: Tensor;
}

export type Network = ReturnType<typeof createNetwork>;

/** The network of the tutorial. Call its methods inside `tf.tidy`. */
export function createNetwork(tf: Tf, k: Kernels) {
  /** `x` is [batch, 28, 28, 1]; without masks nothing is dropped, as at evaluation. */
  const forward = (x: Tensor, weights: Weights, masks?: Masks) => {
    const [filter1, bias1, filter2, bias2, matrix1, offset1, matrix2, offset2] = weights;
    const conv1 = k.relu(k.biasAdd(k.conv2d(x, filter1), bias1));
    // The largest of four stays the largest under bias and relu: done after the pool, they and their
    // gradients cost a quarter, and give the same values.
    const conv2 = k.conv2d(conv1, filter2);
    const pooled = k.maxPool(conv2);
    const active = k.relu(k.biasAdd(pooled, bias2));
    const kept = masks === undefined ? active : tf.mul(active, masks.afterPool);
    const flat = tf.reshape(kept, [x.shape[0]!, -1]);
    const hidden = k.relu(k.biasAdd(k.matMul(flat, matrix1), offset1));
    const features = masks === undefined ? hidden : tf.mul(hidden, masks.afterDense);
    const logits = k.biasAdd(k.matMul(features, matrix2), offset2);
    return { conv1, conv2, pooled, active, flat, hidden, features, logits };
  };

  return {
    /** [batch, 10], before softmax, nothing dropped. */
    logits: (x: Tensor, weights: Weights): Tensor => forward(x, weights).logits,

    /** The masks of a step: they depend on seed, step and layer, so no two steps share one. */
    masks: (batch: number, dropout2Rate: number, seed: number, step: number): Masks => ({
      afterPool: k.dropoutMask([batch, 12, 12, 64], DROPOUT1_RATE, [seed, 2 * step]),
      afterDense: k.dropoutMask([batch, 128], dropout2Rate, [seed, 2 * step + 1]),
    }),

    /**
     * The gradient of the mean cross-entropy by every weight, written out backwards: a tape would
     * compute the gradient by the images as well, and keep every tensor until its end.
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
      const dLogits = tf.div(grad, x.shape[0]!);

      const dFeatures = k.matMul(dLogits, matrix2, { transposeB: true });
      const dHidden = k.reluGrad(tf.mul(dFeatures, masks.afterDense), hidden);
      const dFlat = k.matMul(dHidden, matrix1, { transposeB: true });
      const dActive = tf.mul(tf.reshape(dFlat, pooled.shape), masks.afterPool);
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
