import type * as Core from '@tensorflow/tfjs-core';
import type { OptimizerName } from './recipe.ts';

/** The part of tfjs that every backend has: `@tensorflow/tfjs-core`. */
export type Tf = typeof Core;
export type Tensor = Core.Tensor;

/** Applies gradients; its learning rate is fixed. */
export interface Optimizer {
  /** How many variables it keeps for each weight, of the same shape and initially zero. */
  readonly slots: number;
  /** Works in place; `step` counts from 0. */
  apply(step: number, weight: Tensor, slots: readonly Tensor[], grad: Tensor): void;
  dispose(): void;
}

/**
 * The operations of the network, one for each layer and direction; a backend implements each in its
 * fastest way. Images are [batch, height, width, channels]; a filter is [height, width, in, out].
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
  /** From the output of relu instead of its input: both have the same sign. */
  reluGrad(dy: Tensor, y: Tensor): Tensor;
  matMul(a: Tensor, b: Tensor, options?: { transposeA?: boolean; transposeB?: boolean }): Tensor;
  /** The loss of each row and its gradient by the logits. `labels` are one-hot. */
  softmaxCrossEntropy(logits: Tensor, labels: Tensor): { loss: Tensor; grad: Tensor };
  /**
   * A dropout mask: 0 with probability `rate`, else 1 / (1 - rate). It depends on its two keys alone
   * (a counter-based generator), not on threads or earlier draws.
   */
  dropoutMask(shape: readonly number[], rate: number, keys: readonly [number, number]): Tensor;
  /** A copy of a value that an optimizer can change in place. It exists until `destroyVariable`. */
  createVariable(value: Tensor): Tensor;
  /** Its current value; invalid once it changes. */
  readVariable(variable: Tensor): Tensor;
  destroyVariable(variable: Tensor): void;
  /** Makes an optimizer from a learning rate. */
  readonly optimizers: Readonly<Record<OptimizerName, (lr: number) => Optimizer>>;
}

/** The defaults of Keras, which the tutorial uses too. */
export const RATES = {
  rmsprop: { rho: 0.9, epsilon: 1e-7 },
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  /** With momentum: plain descent is too slow for such a network. */
  sgd: { momentum: 0.9 },
} as const satisfies Record<OptimizerName, object>;
