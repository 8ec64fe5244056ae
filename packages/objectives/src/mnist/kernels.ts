import type * as TensorFlow from '@tensorflow/tfjs-node-gpu';

/** The module that `@tensorflow/tfjs-node-gpu` exports. */
export type Tf = typeof TensorFlow;
export type Tensor = TensorFlow.Tensor;

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The part of tfjs-node's backend that runs one operation of TensorFlow by its name. */
interface NodeBackend {
  readonly binding: Readonly<Record<`TF_${string}`, number>> & {
    executeOp(
      name: string,
      attributes: readonly Attribute[],
      inputs: readonly number[],
      outputs: number,
    ): unknown;
  };
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  executeSingleOutput(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
  ): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/** Hyperparameters of RMSprop, as scalars. */
export interface RmsPropRates {
  readonly lr: Tensor;
  readonly rho: Tensor;
  readonly momentum: Tensor;
  readonly epsilon: Tensor;
}

export type Kernels = ReturnType<typeof createKernels>;

/**
 * TensorFlow's own kernels, called by name.
 *
 * tfjs composes the gradient of relu, the dropout mask and RMSprop of many small operations, which
 * makes a step of this network about twice as long as with the one kernel that TensorFlow has for each.
 * Images are [batch, height, width, channels]; a filter is [height, width, in, out].
 */
export function createKernels(tf: Tf) {
  const backend = tf.backend() as unknown as NodeBackend;
  const { binding } = backend;

  const type = (name: string, value: number): Attribute => ({
    name,
    type: binding.TF_ATTR_TYPE!,
    value,
  });
  const ints = (name: string, value: readonly number[]): Attribute => ({
    name,
    type: binding.TF_ATTR_INT!,
    value,
  });
  const text = (name: string, value: string): Attribute => ({
    name,
    type: binding.TF_ATTR_STRING!,
    value,
  });
  const flag = (name: string, value: boolean): Attribute => ({
    name,
    type: binding.TF_ATTR_BOOL!,
    value,
  });
  const dims = (name: string, value: readonly number[]): Attribute => ({
    name,
    type: binding.TF_ATTR_SHAPE!,
    value,
  });

  const float = binding.TF_FLOAT!;
  const int = binding.TF_INT32!;
  const T = type('T', float);
  const layout = text('data_format', 'NHWC');
  const convolution = [
    T,
    ints('strides', [1, 1, 1, 1]),
    ints('dilations', [1, 1, 1, 1]),
    text('padding', 'VALID'),
    layout,
    flag('use_cudnn_on_gpu', true),
  ];
  const pooling = [
    T,
    ints('ksize', [1, 2, 2, 1]),
    ints('strides', [1, 2, 2, 1]),
    text('padding', 'VALID'),
    layout,
  ];
  const held = [type('dtype', float)];

  const run = (
    name: string,
    attributes: readonly Attribute[],
    ...inputs: readonly Tensor[]
  ): Tensor => backend.executeSingleOutput(name, attributes, inputs);
  const runSilent = (
    name: string,
    attributes: readonly Attribute[],
    ...inputs: readonly Tensor[]
  ): void => {
    binding.executeOp(name, attributes, backend.getInputTensorIds(inputs), 0);
  };
  const shapeOf = (shape: readonly number[]): Tensor => tf.tensor1d([...shape], 'int32');

  return {
    conv2d: (x: Tensor, filter: Tensor) => run('Conv2D', convolution, x, filter),
    conv2dFilterGrad: (x: Tensor, filterShape: readonly number[], dy: Tensor) =>
      run('Conv2DBackpropFilter', convolution, x, shapeOf(filterShape), dy),
    conv2dInputGrad: (xShape: readonly number[], filter: Tensor, dy: Tensor) =>
      run('Conv2DBackpropInput', convolution, shapeOf(xShape), filter, dy),
    maxPool: (x: Tensor) => run('MaxPool', pooling, x),
    maxPoolGrad: (x: Tensor, y: Tensor, dy: Tensor) => run('MaxPoolGrad', pooling, x, y, dy),
    biasAdd: (x: Tensor, bias: Tensor) => run('BiasAdd', [T, layout], x, bias),
    biasGrad: (dy: Tensor) => run('BiasAddGrad', [T, layout], dy),
    relu: (x: Tensor) => run('Relu', [T], x),
    /** From the output of relu, not its input: both have the same sign. */
    reluGrad: (dy: Tensor, y: Tensor) => run('ReluGrad', [T], dy, y),
    matMul: (a: Tensor, b: Tensor, { transposeA = false, transposeB = false } = {}) =>
      run('MatMul', [T, flag('transpose_a', transposeA), flag('transpose_b', transposeB)], a, b),

    /** Loss of each row, and its gradient by the logits. `labels` are one-hot. */
    softmaxCrossEntropy: (logits: Tensor, labels: Tensor): { loss: Tensor; grad: Tensor } => {
      const [loss, grad] = backend.executeMultipleOutputs(
        'SoftmaxCrossEntropyWithLogits',
        [T],
        [logits, labels],
        2,
      );
      return { loss: loss!, grad: grad! };
    },

    /**
     * A dropout mask: 0 with probability `rate`, else 1 / (1 - rate). A function of its two keys
     * alone (a counter-based generator), so that neither threads nor earlier draws change it.
     */
    dropoutMask: (
      shape: readonly number[],
      rate: number,
      keys: readonly [number, number],
    ): Tensor => {
      const attributes = [type('dtype', float), type('T', int), type('Tseed', int)];
      const seed = tf.tensor1d([keys[0] | 0, keys[1] | 0], 'int32');
      const uniform = run('StatelessRandomUniform', attributes, shapeOf(shape), seed);
      return tf.mul(tf.cast(tf.greaterEqual(uniform, rate), 'float32'), 1 / (1 - rate));
    },

    /** A variable inside TensorFlow; `name` must be new. It lives until `destroyVariable`. */
    createVariable: (name: string, value: Tensor): Tensor => {
      const attributes = [
        text('container', ''),
        text('shared_name', name),
        type('dtype', float),
        dims('shape', value.shape),
      ];
      const handle = run('VarHandleOp', attributes);
      runSilent('AssignVariableOp', held, handle, value);
      return handle;
    },
    readVariable: (handle: Tensor) => run('ReadVariableOp', held, handle),
    destroyVariable: (handle: Tensor) => {
      runSilent('DestroyResourceOp', [flag('ignore_lookup_error', true)], handle);
    },

    /** In place: s = rho s + (1 - rho) g^2; m = momentum m + lr g / sqrt(s + epsilon); w = w - m. */
    applyRmsProp: (w: Tensor, s: Tensor, m: Tensor, rates: RmsPropRates, grad: Tensor) => {
      const { lr, rho, momentum, epsilon } = rates;
      runSilent(
        'ResourceApplyRMSProp',
        [T, flag('use_locking', false)],
        w,
        s,
        m,
        lr,
        rho,
        momentum,
        epsilon,
        grad,
      );
    },
  };
}
