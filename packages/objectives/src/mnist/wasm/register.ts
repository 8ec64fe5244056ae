import type * as Core from '@tensorflow/tfjs-core';
import type { Tf } from '../kernels.ts';
import { loadModule, type KernelModule, type TensorInfo, type WasmBackend } from './module.ts';

/** The name of the backend in tfjs. */
export const WASM = 'wasm';

type Inputs = Readonly<Record<string, TensorInfo>>;
type Attributes = Readonly<Record<string, unknown>>;
/** A kernel; it returns undefined for calls that are left to tfjs. */
type Kernel = (
  module: KernelModule,
  inputs: Inputs,
  attributes: Attributes,
) => TensorInfo | undefined;

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** The fields of `Convolution` in wasm/convolution.h. */
const convolutionOf = (info: Core.backend_util.Conv2DInfo): number[] => [
  ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
  ...[info.filterHeight, info.filterWidth, info.outChannels],
  ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
  ...[info.outHeight, info.outWidth],
];

/** The fields of `Pool` in wasm/layers.cc. */
const poolOf = (info: Core.backend_util.Conv2DInfo): number[] => [
  ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
  ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
  ...[info.padInfo.top, info.padInfo.left, info.outHeight, info.outWidth],
];

function kernelsOf(tf: Tf): Record<string, Kernel> {
  type Shape4 = [number, number, number, number];

  const convolution = (xShape: readonly number[], filter: readonly number[], at: Attributes) => {
    const info = tf.backend_util.computeConv2DInfo(
      xShape as Shape4,
      filter as Shape4,
      at['strides'] as number,
      (at['dilations'] ?? 1) as number,
      at['pad'] as number,
      at['dimRoundingMode'] as 'floor',
      false,
      tf.backend_util.convertConv2DDataFormat(at['dataFormat'] as 'NHWC'),
    );
    const plain = info.dilationHeight === 1 && info.dilationWidth === 1;
    return plain && info.dataFormat === 'channelsLast' ? info : undefined;
  };
  const pool = (x: TensorInfo, at: Attributes) => {
    const [size, strides, pad] = [at['filterSize'], at['strides'], at['pad']] as [
      number,
      number,
      number,
    ];
    const mode = at['dimRoundingMode'] as 'floor';
    return tf.backend_util.computePool2DInfo(x.shape as Shape4, size, strides, 1, pad, mode);
  };
  /** Calls `name` with its descriptor, operands, output and as much scratch as it needs. */
  const convolve = (
    k: KernelModule,
    name: string,
    info: Core.backend_util.Conv2DInfo,
    operands: readonly TensorInfo[],
    shape: readonly number[],
  ): TensorInfo => {
    const out = k.output(shape);
    const descriptor = k.numbers(convolutionOf(info));
    const scratch = k.scratch(k.call(`${name}_scratch`, descriptor));
    k.call(name, descriptor, ...operands.map(k.at), k.at(out), scratch);
    return out;
  };

  return {
    Conv2D(k, { x, filter }, at) {
      const info = convolution(x!.shape, filter!.shape, at);
      return info && convolve(k, 'conv2d', info, [x!, filter!], info.outShape);
    },
    Conv2DBackpropFilter(k, { x, dy }, at) {
      const shape = at['filterShape'] as number[];
      const info = convolution(x!.shape, shape, at);
      return info && convolve(k, 'conv2d_filter_grad', info, [x!, dy!], shape);
    },
    Conv2DBackpropInput(k, { dy, filter }, at) {
      const shape = at['inputShape'] as number[];
      const info = convolution(shape, filter!.shape, at);
      return info && convolve(k, 'conv2d_input_grad', info, [filter!, dy!], shape);
    },
    MaxPool(k, { x }, at) {
      const info = pool(x!, at);
      const out = k.output(info.outShape);
      k.call('max_pool', k.numbers(poolOf(info)), k.at(x!), k.at(out));
      return out;
    },
    MaxPoolGrad(k, { dy, input, output }, at) {
      const info = pool(input!, at);
      const out = k.output(input!.shape);
      const operands = [input!, output!, dy!].map(k.at);
      k.call('max_pool_grad', k.numbers(poolOf(info)), ...operands, k.at(out));
      return out;
    },
    BatchMatMul(k, { a, b }, at) {
      const [leading, other] = [a!.shape.slice(0, -2), b!.shape.slice(0, -2)];
      const same = leading.length === other.length && leading.every((n, i) => n === other[i]);
      if (!same || a!.dtype !== 'float32' || b!.dtype !== 'float32') return undefined;
      const [rowsA, columnsA] = a!.shape.slice(-2) as [number, number];
      const [rowsB, columnsB] = b!.shape.slice(-2) as [number, number];
      const { transposeA = false, transposeB = false } = at;
      const [m, terms] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
      const n = transposeB ? rowsB : columnsB;
      const stepsA = transposeA ? [1, columnsA] : [columnsA, 1];
      const stepsB = transposeB ? [1, columnsB] : [columnsB, 1];
      const out = k.output([...leading, m, n]);
      const scratch = k.scratch(k.call('product_scratch'));
      for (let i = 0; i < sizeOf(leading); i++) {
        const from = k.at(a!) + 4 * i * m * terms;
        const by = k.at(b!) + 4 * i * terms * n;
        const to = k.at(out) + 4 * i * m * n;
        k.call('product', m, n, terms, from, ...stepsA, by, ...stepsB, to, scratch);
      }
      return out;
    },
    // Operations that tfjs composes of others, or does not have.
    TuneReluGrad(k, { dy, y }) {
      const out = k.output(dy!.shape);
      k.call('relu_grad', sizeOf(dy!.shape), k.at(dy!), k.at(y!), k.at(out));
      return out;
    },
    TuneBiasAdd(k, { x, bias }, { relu }) {
      const channels = bias!.shape[0]!;
      const out = k.output(x!.shape);
      const addresses = [x!, bias!, out].map(k.at);
      k.call('bias_add', sizeOf(x!.shape) / channels, channels, ...addresses, relu ? 1 : 0);
      return out;
    },
    TuneBiasGrad(k, { dy }) {
      const channels = dy!.shape.at(-1)!;
      const out = k.output([channels]);
      k.call('bias_grad', sizeOf(dy!.shape) / channels, channels, k.at(dy!), k.at(out));
      return out;
    },
    TuneDropoutMask(k, _inputs, { shape, rate, keys }) {
      const out = k.output(shape as number[]);
      const [first, second] = keys as [number, number];
      k.call('dropout_mask', sizeOf(out.shape), rate as number, first, second, k.at(out));
      return out;
    },
  };
}

/**
 * Registers kernels with the WebAssembly backend of tfjs that training needs and that it does not have
 * (`Conv2DBackpropFilter`, `MaxPoolGrad`) or has only slow ones for (convolutions, matrix products).
 * Calls that they do not cover (dilation, channels first, broadcast batches) go to the kernel of tfjs.
 *
 * @returns the module, for functions that are not kernels of tfjs: optimizers that work in place
 */
export function registerTrainingKernels(tf: Tf): KernelModule {
  const backend = tf.backend() as unknown as WasmBackend;
  const module = loadModule(backend);
  for (const [kernelName, kernel] of Object.entries(kernelsOf(tf))) {
    const stock = tf.getKernel(kernelName, WASM);
    if (stock !== undefined) tf.unregisterKernel(kernelName, WASM);
    tf.registerKernel({
      kernelName,
      backendName: WASM,
      // tfjs sets up its own kernels when the backend becomes the current one.
      ...(stock?.setupFunc === undefined ? {} : { setupFunc: stock.setupFunc }),
      kernelFunc: (call) => {
        const out = kernel(module, call.inputs as Inputs, (call.attrs ?? {}) as Attributes);
        if (out !== undefined) return out;
        if (stock !== undefined) return stock.kernelFunc(call);
        const reason = `${kernelName} on WebAssembly supports neither dilation nor channels first`;
        return tf.util.assert(false, () => reason) as never;
      },
    });
  }
  return module;
}
