import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { objectiveError } from '../../errors.ts';
import type { Tf } from '../kernels.ts';
import { findPackage } from '../tfjs.ts';
import type { KernelModule } from './module.ts';
import { registerTrainingKernels, WASM } from './register.ts';
import { WebAssembly } from './webassembly.ts';

/** The release of `@tensorflow/tfjs-core` and `@tensorflow/tfjs-backend-wasm` that the kernels need. */
export const WASM_VERSION = '4.22.0';

const PACKAGES = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'] as const;

/** Why WebAssembly cannot be used here; undefined if it can. Takes milliseconds. */
export function wasmObstacle(): { reason: string; remedy: string } | undefined {
  for (const name of PACKAGES) {
    const found = findPackage(name);
    const version =
      found && (JSON.parse(readFileSync(found.file, 'utf8')) as { version: string }).version;
    if (version === WASM_VERSION) continue;
    return {
      reason:
        version === undefined
          ? `The package ${name} is not installed.`
          : `Expected ${name} ${WASM_VERSION}, but ${version} is installed.`,
      remedy: `Run: npm install ${PACKAGES.map((each) => `${each}@${WASM_VERSION}`).join(' ')}`,
    };
  }
  if (WebAssembly.validate(SIMD)) return undefined;
  return {
    reason: 'This processor has no SIMD instructions that WebAssembly could use.',
    remedy: 'Use another machine.',
  };
}

/** A small module that adds two vectors; engines without SIMD refuse it. */
const SIMD = Uint8Array.from([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
]);

/** tfjs on WebAssembly with the kernels of this package. */
export interface LoadedWasm {
  readonly tf: Tf;
  readonly module: KernelModule;
}

let loading: Promise<LoadedWasm> | undefined;

/**
 * Loads tfjs with its WebAssembly backend; once in a process, later calls return the same.
 * @throws OBJECTIVE_BACKEND_MISSING  a package is not installed, or the processor has no SIMD
 */
export function loadWasm(): Promise<LoadedWasm> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined; // A remedy may have been applied.
    throw error;
  });
  return loading;
}

async function load(): Promise<LoadedWasm> {
  const obstacle = wasmObstacle();
  if (obstacle !== undefined) throw objectiveError('OBJECTIVE_BACKEND_MISSING', obstacle);
  const [core, backend] = PACKAGES.map((name) => findPackage(name)!);
  const tf = core!.require(dirname(core!.file)) as Tf;
  return withoutListeners(async () => {
    backend!.require(dirname(backend!.file));
    await tf.setBackend(WASM);
    return { tf, module: registerTrainingKernels(tf) };
  });
}

const FATAL = ['uncaughtException', 'unhandledRejection'] as const;

/** Removes the listeners for fatal errors of the process that the loader of tfjs adds. */
async function withoutListeners<T>(work: () => Promise<T>): Promise<T> {
  const before = FATAL.map((event) => new Set<unknown>(process.listeners(event as 'exit')));
  try {
    return await work();
  } finally {
    FATAL.forEach((event, index) => {
      for (const listener of process.listeners(event as 'exit')) {
        if (!before[index]!.has(listener)) process.removeListener(event, listener);
      }
    });
  }
}
