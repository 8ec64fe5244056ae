import type * as Core from '@tensorflow/tfjs-core';

/** What of tfjs every backend has: `@tensorflow/tfjs-core`. */
export type Tf = typeof Core;
export type Tensor = Core.Tensor;

/** The optimizers of Keras that a preset may choose from; all but the learning rate is Keras' default. */
export const OPTIMIZERS = ['rmsprop', 'adam', 'sgd'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** Applies gradients; its learning rate is fixed when it is made. */
export interface Optimizer {
  /** How many variables of the shape of a weight it keeps beside each, zero at first. */
  readonly slots: number;
  /** In place; `step` counts from 0. */
  apply(step: number, weight: Tensor, slots: readonly Tensor[], grad: Tensor): void;
  dispose(): void;
}

/**
 * What the network is computed with: one call a layer and direction, which a backend answers with
 * its quickest way. Images are [batch, height, width, channels]; a filter is [height, width, in, out].
 * Convolutions have stride 1 and no padding, pools are 2 x 2 with stride 2.
 */
export interface Kernels {
  conv2d(x: Tensor, filter: Tensor): Tensor;
  conv2dFilterGrad(x: Tensor, filterShape: readonly number[], dy: Tensor): Tensor;
  conv2dInputGrad(xShape: readonly number[], filter: Tensor, dy: Tensor): Tensor;
  maxPool(x: Tensor): Tensor;
  maxPoolGrad(x: Tensor, y: Tensor, dy: Tensor): Tensor;
  biasAdd(x: Tensor, bias: Tensor): Tensor;
  /** relu(x + bias) */
  biasRelu(x: Tensor, bias: Tensor): Tensor;
  biasGrad(dy: Tensor): Tensor;
  /** From the output of relu, not its input: both have the same sign. */
  reluGrad(dy: Tensor, y: Tensor): Tensor;
  matMul(a: Tensor, b: Tensor, options?: { transposeA?: boolean; transposeB?: boolean }): Tensor;
  /** Loss of each row, and its gradient by the logits. `labels` are one-hot. */
  softmaxCrossEntropy(logits: Tensor, labels: Tensor): { loss: Tensor; grad: Tensor };
  /**
   * A dropout mask: 0 with probability `rate`, else 1 / (1 - rate). A function of its two keys
   * alone (a counter-based generator), so that neither threads nor earlier draws change it.
   */
  dropoutMask(shape: readonly number[], rate: number, keys: readonly [number, number]): Tensor;
  /** A copy of a value that an optimizer changes in place. It lives until `destroyVariable`. */
  createVariable(value: Tensor): Tensor;
  /** Its value now, as long as nothing changes it. */
  readVariable(variable: Tensor): Tensor;
  destroyVariable(variable: Tensor): void;
  /** What makes an optimizer of a learning rate. */
  readonly optimizers: Readonly<Record<OptimizerName, (lr: number) => Optimizer>>;
}

/** All but the learning rate: as in Keras, which the tutorial leaves at its defaults. */
export const RATES = {
  rmsprop: { rho: 0.9, epsilon: 1e-7 },
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  /** With a momentum, without which nobody trains such a network by plain descent. */
  sgd: { momentum: 0.9 },
} as const satisfies Record<OptimizerName, object>;
