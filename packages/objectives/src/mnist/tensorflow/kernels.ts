import { RATES, type Kernels, type Optimizer, type Tensor, type Tf } from '../kernels.ts';

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The part of tfjs-node's backend that runs an operation of TensorFlow by its name. */
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

/** Names of variables must be unique within a process. */
let variables = 0;

/**
 * TensorFlow's own kernels, called by name.
 *
 * tfjs composes the gradient of relu, the dropout mask and RMSprop from many small operations; a step
 * of this network would take twice as long as with the single kernels of TensorFlow.
 */
export function tensorflowKernels(tf: Tf): Kernels {
  const backend = tf.backend() as unknown as NodeBackend;
  const { binding } = backend;

  /** Makes attributes of one type. */
  const attributeOf =
    <V>(type: `TF_${string}`) =>
    (name: string, value: V): Attribute => ({ name, type: binding[type]!, value });
  const type = attributeOf<number>('TF_ATTR_TYPE');
  const ints = attributeOf<readonly number[]>('TF_ATTR_INT');
  const text = attributeOf<string>('TF_ATTR_STRING');
  const flag = attributeOf<boolean>('TF_ATTR_BOOL');
  const dims = attributeOf<readonly number[]>('TF_ATTR_SHAPE');

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
  const dtype = [type('dtype', float)];
  const unlocked = [T, flag('use_locking', false)];

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
  const biasAdd = (x: Tensor, bias: Tensor) => run('BiasAdd', [T, layout], x, bias);

  /**
   * The gradient goes to the first of the four values that is the largest. TensorFlow's `MaxPoolGrad`
   * searches it value by value in 17 ms; whole slices give the same bits in two thirds of the time.
   */
  const maxPoolGrad = (x: Tensor, y: Tensor, dy: Tensor): Tensor => {
    const [batch = 0, height = 0, width = 0, channels = 0] = y.shape;
    const rows = batch * height;
    const narrow = [rows, 1, width, channels];
    // Rows and columns of a window become axes of their own.
    const corners = tf.reshape(x, [rows, 2, width, 2 * channels]);
    const largest = tf.reshape(y, narrow);
    const parts: Tensor[] = [];
    let left: Tensor = tf.reshape(dy, narrow);
    for (const [row, column] of [
      [0, 0],
      [0, 1],
      [1, 0],
    ] as const) {
      const corner = tf.slice(corners, [0, row, 0, column * channels], narrow);
      const part = tf.mul(left, tf.cast(tf.equal(corner, largest), 'float32')) as Tensor;
      parts.push(part);
      left = tf.sub(left, part);
    }
    // The fourth corner gets what the first three have not taken.
    const [a, b, c] = parts as [Tensor, Tensor, Tensor];
    const pair = (first: Tensor, second: Tensor) => tf.concat([first, second], 3);
    return tf.reshape(tf.concat([pair(a, b), pair(c, left)], 1), x.shape);
  };

  /** An optimizer whose operation takes these scalars between its variables and the gradient. */
  const apply = (
    operation: string,
    attributes: readonly Attribute[],
    slots: number,
    scalars: readonly number[],
    perStep?: (step: number) => readonly number[],
  ): Optimizer => {
    const fixed = scalars.map((value) => tf.keep(tf.scalar(value)));
    return {
      slots,
      apply: (step, weight, kept, grad) => {
        const varying = (perStep?.(step) ?? []).map((value) => tf.scalar(value));
        runSilent(operation, attributes, weight, ...kept, ...varying, ...fixed, grad);
        for (const scalar of varying) scalar.dispose();
      },
      dispose: () => fixed.forEach((scalar) => scalar.dispose()),
    };
  };

  const optimizers: Kernels['optimizers'] = {
    // The second variable is an unused momentum.
    rmsprop: (lr) =>
      apply('ResourceApplyRMSProp', unlocked, 2, [lr, RATES.rmsprop.rho, 0, RATES.rmsprop.epsilon]),
    adam: (lr) =>
      apply(
        'ResourceApplyAdam',
        [...unlocked, flag('use_nesterov', false)],
        2,
        [lr, RATES.adam.beta1, RATES.adam.beta2, RATES.adam.epsilon],
        (step) => [RATES.adam.beta1 ** (step + 1), RATES.adam.beta2 ** (step + 1)],
      ),
    sgd: (lr) => {
      const rates = [tf.keep(tf.scalar(lr)), tf.keep(tf.scalar(RATES.sgd.momentum))] as const;
      const attributes = [...unlocked, flag('use_nesterov', false)];
      return {
        slots: 1,
        apply: (_step, weight, [momentum], grad) => {
          runSilent(
            'ResourceApplyMomentum',
            attributes,
            weight,
            momentum!,
            rates[0],
            grad,
            rates[1],
          );
        },
        dispose: () => rates.forEach((rate) => rate.dispose()),
      };
    },
  };

  return {
    conv2d: (x, filter) => run('Conv2D', convolution, x, filter),
    conv2dFilterGrad: (x, filterShape, dy) =>
      run('Conv2DBackpropFilter', convolution, x, shapeOf(filterShape), dy),
    conv2dInputGrad: (xShape, filter, dy) =>
      run('Conv2DBackpropInput', convolution, shapeOf(xShape), filter, dy),
    maxPool: (x) => run('MaxPool', pooling, x),
    maxPoolGrad,
    biasAdd,
    biasRelu: (x, bias) => run('Relu', [T], biasAdd(x, bias)),
    biasGrad: (dy) => run('BiasAddGrad', [T, layout], dy),
    reluGrad: (dy, y) => run('ReluGrad', [T], dy, y),
    matMul: (a, b, { transposeA = false, transposeB = false } = {}) =>
      run('MatMul', [T, flag('transpose_a', transposeA), flag('transpose_b', transposeB)], a, b),
    softmaxCrossEntropy: (logits, labels) => {
      const [loss, grad] = backend.executeMultipleOutputs(
        'SoftmaxCrossEntropyWithLogits',
        [T],
        [logits, labels],
        2,
      );
      return { loss: loss!, grad: grad! };
    },
    dropoutMask: (shape, rate, keys) => {
      const attributes = [type('dtype', float), type('T', int), type('Tseed', int)];
      const seed = tf.tensor1d([keys[0] | 0, keys[1] | 0], 'int32');
      const uniform = run('StatelessRandomUniform', attributes, shapeOf(shape), seed);
      return tf.mul(tf.cast(tf.greaterEqual(uniform, rate), 'float32'), 1 / (1 - rate));
    },
    createVariable: (value) => {
      const attributes = [
        text('container', ''),
        text('shared_name', `tune/mnist/${variables++}`),
        type('dtype', float),
        dims('shape', value.shape),
      ];
      const handle = tf.keep(run('VarHandleOp', attributes));
      runSilent('AssignVariableOp', dtype, handle, value);
      return handle;
    },
    readVariable: (handle) => run('ReadVariableOp', dtype, handle),
    destroyVariable: (handle) => {
      runSilent('DestroyResourceOp', [flag('ignore_lookup_error', true)], handle);
      handle.dispose();
    },
    optimizers,
  };
}
