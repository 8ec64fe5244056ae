import { availableParallelism } from 'node:os';
import { TuneError, type Fact, type SetupContext } from '@tune/core';
import type { Kernels, Tf } from './kernels.ts';

/** What a training run computes with: tfjs on one of its backends, and the kernels for it. */
export interface Backend {
  readonly tf: Tf;
  readonly kernels: Kernels;
  /** What a person should know of it: name, version, threads; and why it is not a quicker one. */
  readonly facts: readonly Fact[];
  /** Makes it the one that tfjs computes with: another may have been in use in this process. */
  activate(): void;
}

/** What can be asked for: `auto` takes TensorFlow where it can be had, else WebAssembly. */
export const BACKENDS = ['auto', 'tensorflow', 'wasm'] as const;
export type BackendChoice = (typeof BACKENDS)[number];

export interface BackendOptions {
  readonly backend?: string;
  readonly cacheFolder?: string;
  readonly cuda?: boolean;
}

/**
 * Opens the backend that is asked for; `auto` is the default and says openly what it chose, and why.
 *
 * @throws OBJECTIVE_OPTION_INVALID  no backend has that name
 * @throws OBJECTIVE_BACKEND_MISSING  it cannot be had here; with `auto`, neither of both
 */
export async function openBackend(
  { backend = 'auto', ...options }: BackendOptions,
  context: Partial<SetupContext>,
): Promise<Backend> {
  checkBackend(backend);
  if (backend === 'wasm') return openWasm([]);
  try {
    return await openTensorFlow(options, context);
  } catch (error) {
    const missing = error instanceof TuneError && error.code === 'OBJECTIVE_BACKEND_MISSING';
    if (!missing || backend === 'tensorflow') throw error;
    const { reason, remedy } = error.details;
    // Measured by benchmarks/training; the page of this package has the figures.
    const slower = {
      label: 'quicker',
      value: `TensorFlow was 1.1 times as quick on one core and 1.9 times on two, where it was measured (AMD EPYC, Zen 2; here are ${availableParallelism()}). ${oneLine(reason)} ${oneLine(remedy)}`,
    };
    return openWasm([slower]);
  }
}

/** @throws OBJECTIVE_OPTION_INVALID  no backend has that name */
export function checkBackend(value: string): asserts value is BackendChoice {
  if (BACKENDS.some((name) => name === value)) return;
  const expected = `one of ${BACKENDS.join(', ')}`;
  throw new TuneError('OBJECTIVE_OPTION_INVALID', {
    objective: 'mnist',
    option: 'backend',
    expected,
    value,
  });
}

const oneLine = (text: unknown): string => String(text).replaceAll(/\s*\n\s*/g, ' ');

async function openTensorFlow(
  options: Omit<BackendOptions, 'backend'>,
  context: Partial<SetupContext>,
): Promise<Backend> {
  const { provideTensorFlow, loadTensorFlow } = await import('./tensorflow/index.ts');
  // TensorFlow reads it once, when it is loaded.
  if (context.threads !== undefined) {
    process.env['TF_NUM_INTRAOP_THREADS'] ??= String(context.threads);
  }
  const provided = await provideTensorFlow({ ...context, ...options });
  const { tf, device } = await loadTensorFlow(provided);
  const { tensorflowKernels } = await import('./tensorflow/kernels.ts');
  const threads = `${provided.threads} ${provided.threads === 1 ? 'thread' : 'threads'}`;
  const where = device === 'gpu' ? 'GPU' : `CPU, ${threads}`;
  const activate = activator(tf, 'tensorflow');
  activate();
  return {
    tf,
    kernels: tensorflowKernels(tf),
    facts: [{ label: 'backend', value: `tensorflow ${provided.version}, ${where}`, decides: true }],
    activate,
  };
}

async function openWasm(more: readonly Fact[]): Promise<Backend> {
  const { loadWasm, WASM, WASM_VERSION } = await import('./wasm/index.ts');
  const { tf, module } = await loadWasm();
  const { wasmKernels } = await import('./wasm/kernels.ts');
  const activate = activator(tf, WASM);
  activate();
  return {
    tf,
    kernels: wasmKernels(tf, module),
    facts: [
      {
        label: 'backend',
        value: `webassembly (tfjs ${WASM_VERSION}, SIMD), CPU, 1 thread`,
        decides: true,
      },
      ...more,
    ],
    activate,
  };
}

/** tfjs has one current backend in a process. Both are ready here, so that it changes at once. */
const activator = (tf: Tf, name: string) => () => {
  if (tf.getBackend() !== name) void tf.setBackend(name);
};
