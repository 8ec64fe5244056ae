import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parsePoint, type EvaluateContext } from '@tune/core';
import { describeObjective } from '@tune/testkit/vitest';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBackend, type Backend } from './backend.ts';
import { mnistFolder, readDigits, type Digits } from './data.ts';
import { RATES, type Tensor } from './kernels.ts';
import { OPTIMIZERS } from './recipe.ts';
import { mnist } from './mnist.ts';
import { createNetwork, imageShape, weightShapes, type Weights } from './network.ts';
import { MNIST_PRESETS, mnistPreset, recipeOf, type MnistPoint } from './presets.ts';
import { createTrainer } from './trainer.ts';

const POINT = { lr: 0.002, dropout2Rate: 0.3 };
const context = (more: Partial<EvaluateContext> = {}): EvaluateContext => ({
  seed: 1,
  signal: new AbortController().signal,
  report: () => undefined,
  ...more,
});

describe('presets', () => {
  it('declare space, steps and images of the tutorial', () => {
    const tutorial = mnistPreset('tutorial');
    expect(tutorial.space.toJSON()).toMatchObject({
      parameters: [
        { name: 'lr', low: 1e-4, high: 1e-2 },
        { name: 'dropout2Rate', low: 0.1, high: 0.5 },
      ],
    });
    expect(tutorial.images).toBe(29_952);
    expect(tutorial.evaluation).toEqual({ set: 'test', first: 0, count: 640 });
  });

  it.each(Object.entries(MNIST_PRESETS))(
    '%s has different images for training, evaluation and test',
    (_name, { images, evaluation, test }) => {
      if (evaluation.set === 'train')
        expect(60_000 + evaluation.first).toBeGreaterThanOrEqual(images);
      expect(test.set).toBe('test');
      if (evaluation.set === 'test')
        expect(test.first).toBeGreaterThanOrEqual(evaluation.first + evaluation.count);
      expect(test.first + test.count).toBe(10_000);
    },
  );

  it('complete every point of their space to a recipe', () => {
    for (const { space } of Object.values(MNIST_PRESETS)) {
      for (const unit of [0, 0.3, 1]) {
        const recipe = recipeOf(space.decode(new Float64Array(space.names.length).fill(unit)));
        expect(Object.keys(recipe).toSorted()).toEqual(Object.keys(recipeOf({})).toSorted());
        expect(OPTIMIZERS).toContain(recipe.optimizer);
      }
    }
  });

  it('are chosen by name; quick is the default', () => {
    expect(mnist()).toMatchObject({ preset: 'quick', direction: 'maximize', metric: 'accuracy' });
    expect(Object.keys(mnist().presets ?? {})).toEqual([
      'quick',
      'full',
      'tutorial',
      'tutorial-units',
      'wide',
    ]);
    expect(mnist({ preset: 'tutorial' }).description).toContain('468 steps');
    expect(parsePoint(mnist().space, POINT)).toBe(POINT);
  });

  it('are refused if an option has a wrong type or value', () => {
    const wrong = [
      ...[
        { preset: 7 },
        { backend: true },
        { backend: 'cuda' },
        { folder: ['x'] },
        { folder: null },
      ],
      ...[{ cacheFolder: 1 }, { cuda: 'yes' }, { score: 'tests' }, { score: 1 }],
    ];
    for (const options of wrong) {
      const [option] = Object.keys(options);
      const make = () => mnist(options as never);
      expect(make).toThrow(new RegExp(`"mnist" expects .* for its option "${option}", but got`));
    }
  });

  it('are refused with the nearest name if they do not exist', () => {
    expect(() => mnist({ preset: 'tutorail' })).toThrow(
      expect.objectContaining({
        code: 'OBJECTIVE_PRESET_UNKNOWN',
        message: expect.stringMatching(
          /"tutorail".*Did you mean tutorial\?.*quick, full, tutorial/,
        ) as string,
      }) as Error,
    );
  });
});

// Trainings of one step are enough: the cases do not depend on how good a value is.
describeObjective('on WebAssembly', () => mnist({ backend: 'wasm' }), {
  fidelity: 0.01,
  points: 2,
});

describe.each(['tensorflow', 'wasm'] as const)('training on %s', (name) => {
  let backend: Backend;
  let tf: Backend['tf'];
  let digits: Digits;

  // The first time on a machine this downloads and builds TensorFlow.
  beforeAll(async () => {
    backend = await openBackend({ backend: name }, {});
    ({ tf } = backend);
    // Brings the gradients of tfjs, the reference.
    createRequire(import.meta.url)('@tensorflow/tfjs');
    [digits] = (await readDigits(mnistFolder(), [{ set: 'train', first: 0, count: 640 }])) as [
      Digits,
    ];
  }, 900_000);

  beforeEach(() => {
    backend.activate();
  });

  /** The weights after some steps. */
  const train = (steps: number, seed: number, point: MnistPoint = POINT): Float32Array[] => {
    const trainer = createTrainer(backend, recipeOf(point), seed);
    for (let step = 0; step < steps; step++) trainer.step(digits, step * 64, 64, step);
    const weights = trainer.weights();
    trainer.dispose();
    return weights;
  };

  it('has the tutorial network: 1,199,882 weights', () => {
    const sizes = train(0, 1).map((values) => values.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_199_882);
  });

  it('computes the gradients that tfjs computes from the plain formula', () => {
    const { kernels } = backend;
    const network = createNetwork(tf, kernels);
    const recipe = recipeOf({ dropout2Rate: 0.4 });
    tf.tidy(() => {
      const batch = 8;
      const pixels = Float32Array.from(
        digits.images.subarray(0, batch * 784),
        (value) => value / 255,
      );
      const x = tf.tensor4d(pixels, imageShape(batch));
      const labels = tf.oneHot(
        tf.tensor1d([...digits.labels.subarray(0, batch)], 'int32'),
        10,
      ) as Tensor;
      const weights = weightShapes(recipe).map(({ shape }, index) =>
        tf.randomNormal([...shape], 0, 0.05, 'float32', index),
      ) as unknown as Weights;
      const masks = network.masks(batch, recipe, 3, 5);

      const plain = (...w: Tensor[]): Tensor => {
        const [f1, b1, f2, b2, m1, o1, m2, o2] = w as never as Tensor[] & {
          [index: number]: never;
        };
        const conv1 = tf.relu(tf.add(tf.conv2d(x, f1 as never, 1, 'valid'), b1!));
        const conv2 = tf.relu(tf.add(tf.conv2d(conv1 as never, f2 as never, 1, 'valid'), b2!));
        const pooled = tf.mul(tf.maxPool(conv2 as never, 2, 2, 'valid'), masks.afterPool);
        const hidden = tf.relu(tf.add(tf.matMul(tf.reshape(pooled, [batch, -1]), m1!), o1!));
        const logits = tf.add(tf.matMul(tf.mul(hidden, masks.afterDense), m2!), o2!);
        return tf.losses.softmaxCrossEntropy(labels as never, logits as never);
      };
      const expected = tf.grads(plain)([...weights]);
      const { grads, loss } = network.gradients(x, tf.cast(labels, 'float32'), weights, masks);
      expect(tf.mean(loss).dataSync()[0]).toBeCloseTo(plain(...weights).dataSync()[0]!, 5);
      grads.forEach((grad, index) => {
        const scale = tf.max(tf.abs(expected[index]!)).dataSync()[0]!;
        const error = tf.max(tf.abs(tf.sub(grad, expected[index]!))).dataSync()[0]!;
        expect(scale).toBeGreaterThan(0);
        expect(error / scale).toBeLessThan(1e-4);
      });
    });
  });

  it.each(OPTIMIZERS)('updates weights by the formula of %s', (optimizer) => {
    const { kernels } = backend;
    const [lr, steps] = [0.01, 3];
    const gradients = [0, 1e-4, 0.5, -3, 2];
    const rule = kernels.optimizers[optimizer](lr);
    const variable = (value: number) =>
      kernels.createVariable(tf.tensor1d(gradients.map(() => value)));
    const weight = variable(1);
    const slots = Array.from({ length: rule.slots }, () => variable(0));
    for (let step = 0; step < steps; step++) {
      tf.tidy(() => rule.apply(step, weight, slots, tf.tensor1d(gradients)));
    }
    const values = tf.tidy(() => [...kernels.readVariable(weight).dataSync()]);
    [weight, ...slots].forEach(kernels.destroyVariable);
    rule.dispose();

    const formulas = {
      rmsprop: (g: number) => {
        let [w, s] = [1, 0];
        for (let step = 0; step < steps; step++) {
          s = RATES.rmsprop.rho * s + (1 - RATES.rmsprop.rho) * g ** 2;
          w -= (lr * g) / Math.sqrt(s + RATES.rmsprop.epsilon);
        }
        return w;
      },
      adam: (g: number) => {
        let [w, m, v] = [1, 0, 0];
        for (let step = 1; step <= steps; step++) {
          m = RATES.adam.beta1 * m + (1 - RATES.adam.beta1) * g;
          v = RATES.adam.beta2 * v + (1 - RATES.adam.beta2) * g ** 2;
          const rate =
            (lr * Math.sqrt(1 - RATES.adam.beta2 ** step)) / (1 - RATES.adam.beta1 ** step);
          w -= (rate * m) / (Math.sqrt(v) + RATES.adam.epsilon);
        }
        return w;
      },
      sgd: (g: number) => {
        let [w, m] = [1, 0];
        for (let step = 0; step < steps; step++) {
          m = RATES.sgd.momentum * m + g;
          w -= lr * m;
        }
        return w;
      },
    };
    gradients.forEach((g, index) => {
      expect(values[index]).toBeCloseTo(formulas[optimizer](g), 6);
    });
  });

  it('gives the gradient of a pool to the first of equal values', () => {
    const { kernels } = backend;
    const gradient = tf.tidy(() => {
      const x = tf.tensor4d([5, 5, 1, 9, 0, 7, 5, 5, 9, 9, 7, 7], [1, 2, 6, 1]);
      const dy = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
      return [...kernels.maxPoolGrad(x, kernels.maxPool(x), dy).dataSync()];
    });
    expect(gradient).toEqual([1, 0, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0]);
  });

  it('changes every weight tensor in its first step', () => {
    const before = train(0, 4);
    train(1, 4).forEach((values, index) => {
      expect(values.some((value, at) => value !== before[index]![at])).toBe(true);
    });
  });

  it('has dropout masks that depend on seed and step alone', () => {
    const { kernels } = backend;
    const mask = (rate: number, ...keys: [number, number]) =>
      tf.tidy(() => [...kernels.dropoutMask([20, 500], rate, keys).dataSync()]);
    const one = mask(0.3, 7, 0);
    expect(mask(0.3, 7, 0)).toEqual(one);
    expect(mask(0.3, 7, 1)).not.toEqual(one);
    expect(mask(0.3, 8, 0)).not.toEqual(one);
    const dropped = one.filter((value) => value === 0).length / one.length;
    expect(dropped).toBeCloseTo(0.3, 1);
    expect(new Set(one)).toEqual(new Set([0, Math.fround(1 / (1 - 0.3))]));
  });

  it('gives bit-for-bit equal weights for equal seeds, and others for another seed', () => {
    const [once, again, other] = [train(4, 11), train(4, 11), train(4, 12)].map((weights) =>
      Buffer.concat(weights.map((values) => Buffer.from(values.buffer))),
    );
    expect(again!.equals(once!)).toBe(true);
    expect(other!.equals(once!)).toBe(false);
  });

  it('learns in 30 steps, reports, and has the same value in another process', async () => {
    const objective = mnist({ backend: name });
    const infos = await objective.setup!({ signal: context().signal, progress: () => undefined });
    expect(infos[0]).toMatchObject({
      label: 'backend',
      affectsResults: true,
      value: expect.stringMatching(name === 'wasm' ? /^webassembly/ : /^tensorflow \d/) as string,
    });
    const reports: [number, number, number | undefined][] = [];
    const value = await objective.evaluate(
      POINT,
      context({ fidelity: 0.3, report: (step, at, total) => reports.push([step, at, total]) }),
    );
    expect(value).toBeGreaterThan(0.8);
    expect(reports.map(([step, , total]) => [step, total])).toEqual([
      [10, 30],
      [20, 30],
      [30, 30],
    ]);
    expect(reports[2]![1]).toBeGreaterThan(reports[0]![1]);

    const script = `
      const { mnist } = await import(${JSON.stringify(fileURLToPath(new URL('../../dist/mnist/index.js', import.meta.url)))});
      const value = await mnist({ backend: '${name}' }).evaluate(${JSON.stringify(POINT)}, { seed: 1, fidelity: 0.3, signal: new AbortController().signal, report() {} });
      process.stdout.write(String(value));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      script,
    ]);
    expect(Number(stdout)).toBe(value);
  }, 120_000);

  it('leaves no tensors and lets the event loop run', async () => {
    const objective = mnist({ backend: name });
    const before = tf.memory().numTensors;
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    await objective.evaluate(POINT, context({ fidelity: 0.05 }));
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(4);
    expect(tf.memory().numTensors).toBe(before);
  }, 60_000);

  it('uses constant memory over many steps', async () => {
    const trainer = createTrainer(backend, recipeOf({ filters1: 4, filters2: 8, units: 8 }), 1);
    const step = (number: number) => trainer.step(digits, 64 * (number % 10), 64, number);
    for (let number = 0; number < 10; number++) step(number);
    const { numTensors, numBytes } = tf.memory();
    for (let number = 10; number < 60; number++) step(number);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    trainer.dispose();
  }, 60_000);

  it('has a held-out test on other images', async () => {
    const objective = mnist({ backend: name });
    const test = objective.test!();
    expect(test).toMatchObject({ samples: 10_000, description: 'the 10,000 test images' });
    expect(test.test).toBeUndefined();
    const infos = await test.setup!({ signal: context().signal, progress: () => undefined });
    expect(infos.at(-1)!.value).toContain('measured on 10,000 others');
  }, 60_000);

  it('stops between two steps when the signal aborts, and leaves no tensors', async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const steps: number[] = [];
    const run = mnist({ backend: name }).evaluate(
      POINT,
      context({
        signal: stop.signal,
        report: (step) => {
          steps.push(step);
          stop.abort('pruned');
        },
      }),
    );
    await expect(run).rejects.toBe('pruned');
    expect(steps).toEqual([10]);
    expect(tf.memory().numTensors).toBe(before);
  }, 60_000);

  it('has a finite, bad value if the learning rate is far too large', async () => {
    const value = await mnist({ backend: name }).evaluate(
      { lr: 0.1, dropout2Rate: 0.5 },
      context({ fidelity: 0.1 }),
    );
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(0.5);
  }, 60_000);
});
