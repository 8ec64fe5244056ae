import { availableParallelism } from 'node:os';
import { isTuneError, type EnvironmentInfo, type SetupContext } from '@tune/core';
import { nearest, optionError } from '@tune/core/plugin';
import type { Kernels, Tf } from './kernels.ts';

/** What a training computes with: tfjs on one of its backends, and the kernels for it. */
export interface Backend {
  readonly tf: Tf;
  readonly kernels: Kernels;
  /** Name, version and threads, and why it is not a faster one. */
  readonly infos: readonly EnvironmentInfo[];
  /** Makes it the current backend of tfjs, which is one for the whole process. */
  activate(): void;
}

/** Choices for the option `backend`: `auto` is TensorFlow if it is available, else WebAssembly. */
export const BACKENDS = ['auto', 'tensorflow', 'wasm'] as const;
export type BackendChoice = (typeof BACKENDS)[number];

export interface BackendOptions {
  readonly backend?: string;
  readonly cacheFolder?: string;
  readonly cuda?: boolean;
}

/**
 * Opens a backend. Its infos say which one `auto` chose, and why.
 *
 * @throws OBJECTIVE_OPTION_INVALID  no backend has that name
 * @throws OBJECTIVE_BACKEND_MISSING  it is not available here; with `auto`, none is
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
    if (!isTuneError(error, 'OBJECTIVE_BACKEND_MISSING') || backend === 'tensorflow') throw error;
    const { reason, remedy } = error.details;
    // Measured by benchmarks/training; the README of this package has the figures.
    const faster = {
      label: 'faster',
      value: `TensorFlow was 1.1 times as fast with one core and 1.9 times with two when it was measured (AMD EPYC, Zen 2; this machine has ${availableParallelism()}). ${oneLine(reason)} ${oneLine(remedy)}`,
    };
    return openWasm([faster]);
  }
}

/** @throws OBJECTIVE_OPTION_INVALID  no backend has that name */
export function checkBackend(value: string): asserts value is BackendChoice {
  if (BACKENDS.some((name) => name === value)) return;
  throw optionError(
    { kind: 'objective', name: 'mnist' },
    {
      ...{ option: 'backend', value, expected: `one of ${BACKENDS.join(', ')}` },
      nearest: nearest(value, BACKENDS),
    },
  );
}

const oneLine = (text: unknown): string => String(text).replaceAll(/\s*\n\s*/g, ' ');

async function openTensorFlow(
  options: Omit<BackendOptions, 'backend'>,
  context: Partial<SetupContext>,
): Promise<Backend> {
  const { provideTensorFlow, loadTensorFlow } = await import('./tensorflow/index.ts');
  // TensorFlow reads the variable once, when it is loaded.
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
    infos: [
      { label: 'backend', value: `tensorflow ${provided.version}, ${where}`, affectsResults: true },
    ],
    activate,
  };
}

async function openWasm(more: readonly EnvironmentInfo[]): Promise<Backend> {
  const { loadWasm, WASM, WASM_VERSION } = await import('./wasm/index.ts');
  const { tf, module } = await loadWasm();
  const { wasmKernels } = await import('./wasm/kernels.ts');
  const activate = activator(tf, WASM);
  activate();
  return {
    tf,
    kernels: wasmKernels(tf, module),
    infos: [
      {
        label: 'backend',
        value: `webassembly (tfjs ${WASM_VERSION}, SIMD), CPU, 1 thread`,
        affectsResults: true,
      },
      ...more,
    ],
    activate,
  };
}

/** Changes the current backend of tfjs. Both are ready when it is called, so the change is immediate. */
const activator = (tf: Tf, name: string) => () => {
  if (tf.getBackend() !== name) void tf.setBackend(name);
};
