import * as fc from 'fast-check';
import { createRng } from '@tune/core/plugin';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tensor, Tf } from '../kernels.ts';
import { loadWasm, WASM } from './index.ts';

let tf: Tf;

beforeAll(async () => {
  ({ tf } = await loadWasm());
  // Brings the gradients of tfjs, and its backend in plain JavaScript, the reference.
  createRequire(import.meta.url)('@tensorflow/tfjs');
  await tf.setBackend('cpu');
  await tf.setBackend(WASM);
});

interface Array4 {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Seeded values in -1 .. 1; a share of them is zero. */
function values(shape: readonly number[], seed: number, zeros = 0): Array4 {
  const rng = createRng(seed);
  const size = shape.reduce((product, side) => product * side, 1);
  return {
    shape,
    values: Float32Array.from({ length: size }, () =>
      rng.next() < zeros ? 0 : 2 * rng.next() - 1,
    ),
  };
}

/** The same computation on a backend, as plain numbers. */
function on(backend: string, inputs: readonly Array4[], work: (...tensors: Tensor[]) => Tensor) {
  void tf.setBackend(backend);
  return tf.tidy(() => {
    const out = work(...inputs.map(({ shape, values: v }) => tf.tensor(v, [...shape])));
    return { shape: out.shape, values: out.dataSync() as Float32Array };
  });
}

/** Compares both backends up to the rounding of sums of `terms` products. */
function expectEqual(
  inputs: readonly Array4[],
  work: (...tensors: Tensor[]) => Tensor,
  terms: number,
) {
  const [ours, plain] = [on(WASM, inputs, work), on('cpu', inputs, work)];
  expect(ours.shape).toEqual(plain.shape);
  let error = 0;
  plain.values.forEach((value, index) => {
    error = Math.max(error, Math.abs(value - ours.values[index]!));
  });
  expect(error).toBeLessThan(1e-6 * Math.sqrt(terms) + 1e-7 * terms);
}

const convolutions = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 3, max: 9 }),
    width: fc.integer({ min: 3, max: 9 }),
    inputs: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(16, 33)),
    outputs: fc.integer({ min: 1, max: 20 }),
    filterHeight: fc.integer({ min: 1, max: 3 }),
    filterWidth: fc.integer({ min: 1, max: 3 }),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.oneof(
      fc.constantFrom('valid', 'same'),
      fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    ),
    zeros: fc.constantFrom(0, 0.5, 0.9),
    seed: fc.nat(),
  })
  .map((given) => ({
    ...given,
    x: [given.batch, given.height, given.width, given.inputs] as const,
    filter: [given.filterHeight, given.filterWidth, given.inputs, given.outputs] as const,
    padding: (typeof given.pad === 'string'
      ? given.pad
      : [
          [0, 0],
          [given.pad[0], given.pad[1]],
          [given.pad[1], given.pad[0]],
          [0, 0],
        ]) as 'valid',
  }));

const RUNS = { numRuns: 80 };
/** The plain backend is slow, even more on a busy machine. */
const TIMEOUT_MS = 300_000;

describe('a kernel on WebAssembly equals that of the CPU backend for all shapes, strides and paddings', () => {
  it(
    'a convolution',
    () => {
      fc.assert(
        fc.property(convolutions, ({ x, filter, strides, padding, seed }) => {
          expectEqual(
            [values(x, seed), values(filter, seed + 1)],
            (image, kernel) => tf.conv2d(image as never, kernel as never, strides, padding),
            filter[0] * filter[1] * filter[2],
          );
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'its gradients, by filter and by images, from dense and from sparse gradients of its output',
    () => {
      fc.assert(
        fc.property(convolutions, ({ x, filter, strides, padding, zeros, seed }) => {
          const inputs = [values(x, seed), values(filter, seed + 1)];
          const convolve = (image: Tensor, kernel: Tensor): Tensor =>
            tf.conv2d(image as never, kernel as never, strides, padding);
          const { shape } = on('cpu', inputs, convolve);
          const dy = values(shape, seed + 2, zeros);
          const terms = shape.reduce((product, side) => product * side, 1) + filter[3] * 9;
          for (const which of [0, 1]) {
            expectEqual(
              [...inputs, dy],
              (image, kernel, upstream) =>
                tf.grads((...[i, f]: Tensor[]) => convolve(i!, f!))([image, kernel], upstream)[
                  which
                ]!,
              terms,
            );
          }
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'a max pool and its gradient',
    () => {
      fc.assert(
        fc.property(
          convolutions,
          fc.integer({ min: 1, max: 3 }),
          ({ x, filter, strides, pad, seed }, window) => {
            const padding = typeof pad === 'string' ? pad : 'valid';
            const size: [number, number] = [window, Math.max(window, filter[1])];
            const pool = (image: Tensor): Tensor =>
              tf.maxPool(image as never, size, strides, padding as 'valid');
            const input = values(x, seed);
            expectEqual([input], pool, 1);
            const dy = values(on('cpu', [input], pool).shape, seed + 1);
            expectEqual([input, dy], (image, upstream) => tf.grad(pool)(image, upstream), 9);
          },
        ),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'a matrix product, transposed or not, and its gradients',
    () => {
      const side = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(65, 129));
      fc.assert(
        fc.property(
          fc.tuple(side, side, side),
          fc.boolean(),
          fc.boolean(),
          fc.integer({ min: 0, max: 2 }),
          fc.nat(),
          ([m, n, terms], transposeA, transposeB, leading, seed) => {
            const stack = leading === 0 ? [] : [leading];
            const inputs = [
              values([...stack, ...(transposeA ? [terms, m] : [m, terms])], seed),
              values([...stack, ...(transposeB ? [n, terms] : [terms, n])], seed + 1),
            ];
            const multiply = (a: Tensor, b: Tensor) => tf.matMul(a, b, transposeA, transposeB);
            expectEqual(inputs, multiply, terms);
            const dy = values([...stack, m, n], seed + 2);
            for (const which of [0, 1]) {
              expectEqual(
                [...inputs, dy],
                (a, b, upstream) =>
                  tf.grads((...[l, r]: Tensor[]) => multiply(l!, r!))([a, b], upstream)[which]!,
                m + n,
              );
            }
          },
        ),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  it(
    "relu's gradient, bias and its gradient",
    () => {
      const shapes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 21 }));
      fc.assert(
        fc.property(shapes, fc.nat(), (shape, seed) => {
          const [x, dy, bias] = [
            values(shape, seed, 0.2),
            values(shape, seed + 1),
            values([shape[1]], seed + 2),
          ];
          const kernel = (name: string, inputs: Record<string, Tensor>, attributes = {}) =>
            tf.engine().runKernel(name, inputs, attributes) as Tensor;
          const isWasm = () => tf.getBackend() === WASM;
          expectEqual(
            [x, dy],
            (input, upstream) =>
              isWasm()
                ? kernel('TuneReluGrad', { dy: upstream, y: tf.relu(input) })
                : tf.grad((each: Tensor) => tf.relu(each))(input, upstream),
            1,
          );
          for (const relu of [false, true]) {
            expectEqual(
              [x, bias],
              (input, by) => {
                if (isWasm()) return kernel('TuneBiasAdd', { x: input, bias: by }, { relu });
                return relu ? tf.relu(tf.add(input, by)) : tf.add(input, by);
              },
              1,
            );
          }
          expectEqual(
            [dy],
            (upstream) =>
              isWasm() ? kernel('TuneBiasGrad', { dy: upstream }) : tf.sum(upstream, 0),
            shape[0],
          );
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );
});

it('dilated convolutions and broadcast products are left to tfjs', () => {
  const image = values([1, 7, 7, 2], 1);
  const filter = values([2, 2, 2, 3], 2);
  expectEqual(
    [image, filter],
    (x, f) => tf.conv2d(x as never, f as never, 1, 'valid', 'NHWC', 2),
    8,
  );
  expectEqual([values([3, 4, 5], 3), values([5, 2], 4)], (a, b) => tf.matMul(a, b as never), 5);
});

it('products that are longer than one block are summed up', () => {
  expectEqual([values([5, 700], 5), values([700, 9], 6)], (a, b) => tf.matMul(a, b as never), 700);
});

it('a pool keeps NaN, so that a diverged training is noticed', () => {
  const out = on(WASM, [{ shape: [1, 2, 2, 5], values: new Float32Array(20).fill(NaN) }], (x) =>
    tf.maxPool(x as never, 2, 2, 'valid'),
  );
  expect([...out.values]).toEqual([NaN, NaN, NaN, NaN, NaN]);
});
