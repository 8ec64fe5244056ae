import { RATES, type Kernels, type Optimizer, type Tensor, type Tf } from '../kernels.ts';
import type { KernelModule } from './module.ts';

/** The kernels of a network on tfjs' WebAssembly backend. */
export function wasmKernels(tf: Tf, module: KernelModule): Kernels {
  const run = (name: string, inputs: Record<string, Tensor>, attributes = {}): Tensor =>
    tf.engine().runKernel(name, inputs, attributes) as Tensor;
  const convolution = { strides: 1, pad: 'valid', dataFormat: 'NHWC', dimRoundingMode: undefined };
  const pooling = { filterSize: 2, strides: 2, pad: 'valid', dimRoundingMode: undefined };

  /** Calls a function of wasm/optimizers.cc, which works in place on weights that tfjs does not share. */
  const apply = (
    name: string,
    slots: number,
    rates: readonly number[] | ((step: number) => readonly number[]),
  ): Optimizer => ({
    slots,
    apply: (step, weight, kept, grad) => {
      const addresses = [weight, ...kept, grad].map(module.at);
      const numbers = typeof rates === 'function' ? rates(step) : rates;
      module.call(name, weight.size, ...addresses, ...numbers);
    },
    dispose: () => undefined,
  });

  const optimizers: Kernels['optimizers'] = {
    rmsprop: (lr) => apply('rms_prop', 1, [lr, RATES.rmsprop.rho, RATES.rmsprop.epsilon]),
    adam: (lr) =>
      apply('adam', 2, (step) => {
        const { beta1, beta2, epsilon } = RATES.adam;
        const correction = Math.sqrt(1 - beta2 ** (step + 1)) / (1 - beta1 ** (step + 1));
        return [lr * correction, beta1, beta2, epsilon];
      }),
    sgd: (lr) => apply('momentum', 1, [lr, RATES.sgd.momentum]),
  };

  return {
    conv2d: (x, filter) => run('Conv2D', { x, filter }, { ...convolution, dilations: 1 }),
    conv2dFilterGrad: (x, filterShape, dy) =>
      run('Conv2DBackpropFilter', { x, dy }, { ...convolution, filterShape }),
    conv2dInputGrad: (inputShape, filter, dy) =>
      run('Conv2DBackpropInput', { dy, filter }, { ...convolution, inputShape }),
    maxPool: (x) => run('MaxPool', { x }, pooling),
    maxPoolGrad: (input, output, dy) => run('MaxPoolGrad', { dy, input, output }, pooling),
    biasAdd: (x, bias) => run('TuneBiasAdd', { x, bias }, { relu: false }),
    biasRelu: (x, bias) => run('TuneBiasAdd', { x, bias }, { relu: true }),
    biasGrad: (dy) => run('TuneBiasGrad', { dy }),
    reluGrad: (dy, y) => run('TuneReluGrad', { dy, y }),
    matMul: (a, b, { transposeA = false, transposeB = false } = {}) =>
      run('BatchMatMul', { a, b }, { transposeA, transposeB }),
    softmaxCrossEntropy(logits, labels) {
      const log = tf.logSoftmax(logits);
      const loss = tf.neg(tf.sum(tf.mul(labels, log), -1));
      return { loss: loss as Tensor, grad: tf.sub(tf.exp(log), labels) };
    },
    dropoutMask: (shape, rate, keys) => run('TuneDropoutMask', {}, { shape, rate, keys }),
    createVariable: (value) => tf.keep(tf.add(value, 0)),
    readVariable: (variable) => tf.clone(variable),
    destroyVariable: (variable) => variable.dispose(),
    optimizers,
  };
}
