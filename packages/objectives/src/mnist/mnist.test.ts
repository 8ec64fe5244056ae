import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parsePoint, type EvaluateContext } from '@tune/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { mnistFolder, readDigits, type Digits } from './data.ts';
import { createKernels, type Tensor, type Tf } from './kernels.ts';
import { mnist } from './mnist.ts';
import { createNetwork, imageShape, WEIGHTS, type Weights } from './network.ts';
import { MNIST_PRESETS } from './presets.ts';
import { loadTensorFlow, provideTensorFlow } from './tensorflow/index.ts';
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
    const { tutorial } = MNIST_PRESETS;
    expect(tutorial.space.toJSON()).toMatchObject({
      parameters: [
        { name: 'lr', low: 1e-4, high: 1e-2 },
        { name: 'dropout2Rate', low: 0.1, high: 0.5 },
      ],
    });
    expect(tutorial.steps * 64).toBe(29_952);
    expect(tutorial.evaluation).toMatchObject({ set: 'test', first: 0, count: 640 });
  });

  it('never measure on what they train on', () => {
    for (const { steps, evaluation } of Object.values(MNIST_PRESETS)) {
      const trained = steps * 64;
      if (evaluation.set === 'train')
        expect(60_000 + evaluation.first).toBeGreaterThanOrEqual(trained);
    }
  });

  it('are chosen by name, quick by default', () => {
    expect(mnist()).toMatchObject({ preset: 'quick', direction: 'maximize', metric: 'accuracy' });
    expect(Object.keys(mnist().presets ?? {})).toEqual(['quick', 'tutorial']);
    expect(mnist({ preset: 'tutorial' }).description).toContain('468 steps');
    expect(parsePoint(mnist().space, POINT)).toBe(POINT);
  });

  it('that do not exist are refused with the nearest spelling', () => {
    expect(() => mnist({ preset: 'tutorail' })).toThrow(
      expect.objectContaining({
        code: 'OBJECTIVE_PRESET_UNKNOWN',
        message: expect.stringMatching(
          /"tutorail".*Did you mean tutorial\?.*quick, tutorial/,
        ) as string,
      }) as Error,
    );
  });
});

describe('training', () => {
  let tf: Tf;
  let digits: Digits;

  // The first time on a machine this fetches and builds TensorFlow.
  beforeAll(async () => {
    ({ tf } = await loadTensorFlow(await provideTensorFlow()));
    [digits] = (await readDigits(mnistFolder(), [{ set: 'train', first: 0, count: 640 }])) as [
      Digits,
    ];
  }, 900_000);

  /** Weights after a few steps. */
  const train = (steps: number, seed: number, point = POINT): Float32Array[] => {
    const trainer = createTrainer(tf, point, seed);
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
    const kernels = createKernels(tf);
    const network = createNetwork(tf, kernels);
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
      const weights = WEIGHTS.map(({ shape }, index) =>
        tf.randomNormal([...shape], 0, 0.05, 'float32', index),
      ) as unknown as Weights;
      const masks = network.masks(batch, 0.4, 3, 5);

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

  it('updates weights as RMSprop is written', () => {
    const kernels = createKernels(tf);
    const grads = [0, 1e-4, 0.5, -3];
    const variable = (name: string, values: number[]) =>
      kernels.createVariable(`test/rmsprop/${name}`, tf.tensor1d(values));
    const [lr, rho, epsilon] = [0.01, 0.9, 1e-7];
    tf.tidy(() => {
      const handles = [
        variable('w', [1, 1, 1, 1]),
        variable('s', [0, 0, 0, 0]),
        variable('m', [0, 0, 0, 0]),
      ] as const;
      const rates = {
        lr: tf.scalar(lr),
        rho: tf.scalar(rho),
        momentum: tf.scalar(0),
        epsilon: tf.scalar(epsilon),
      };
      for (let step = 0; step < 2; step++)
        kernels.applyRmsProp(...handles, rates, tf.tensor1d(grads));
      const expected = grads.map((g) => {
        const first = (1 - rho) * g ** 2;
        const second = rho * first + (1 - rho) * g ** 2;
        return 1 - (lr * g) / Math.sqrt(first + epsilon) - (lr * g) / Math.sqrt(second + epsilon);
      });
      kernels
        .readVariable(handles[0])
        .dataSync()
        .forEach((value, index) => {
          expect(value).toBeCloseTo(expected[index]!, 6);
        });
      handles.forEach(kernels.destroyVariable);
    });
  });

  it('changes every weight tensor in its first step', () => {
    const before = train(0, 4);
    train(1, 4).forEach((values, index) => {
      expect(values.some((value, at) => value !== before[index]![at])).toBe(true);
    });
  });

  it('drops another share in every step, decided by seed and step alone', () => {
    const kernels = createKernels(tf);
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

  it('gives equal weights for equal seeds, bit for bit, and others for another', () => {
    const [once, again, other] = [train(4, 11), train(4, 11), train(4, 12)].map((weights) =>
      Buffer.concat(weights.map((values) => Buffer.from(values.buffer))),
    );
    expect(again!.equals(once!)).toBe(true);
    expect(other!.equals(once!)).toBe(false);
  });

  it('learns in 30 steps, reports, and gives the same value in another process', async () => {
    const objective = mnist();
    const facts = await objective.setup!({ signal: context().signal, progress: () => undefined });
    expect(facts[0]).toMatchObject({
      label: 'backend',
      value: expect.stringMatching(/^tensorflow \d/) as string,
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
      const value = await mnist().evaluate(${JSON.stringify(POINT)}, { seed: 1, fidelity: 0.3, signal: new AbortController().signal, report() {} });
      process.stdout.write(String(value));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      script,
    ]);
    expect(Number(stdout)).toBe(value);
  }, 120_000);

  it('leaves no tensors and lets others have their turn', async () => {
    const objective = mnist();
    const before = tf.memory().numTensors;
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    await objective.evaluate(POINT, context({ fidelity: 0.05 }));
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(4);
    expect(tf.memory().numTensors).toBe(before);
  }, 60_000);

  it('stops between two steps when the signal aborts, and leaves no tensors', async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const steps: number[] = [];
    const run = mnist().evaluate(
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

  it('gives a number, if a bad one, where the learning rate is far too large', async () => {
    const value = await mnist().evaluate(
      { lr: 0.1, dropout2Rate: 0.5 },
      context({ fidelity: 0.1 }),
    );
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(0.5);
  }, 60_000);
});
