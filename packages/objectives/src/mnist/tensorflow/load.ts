import { Module } from 'node:module';
import util from 'node:util';
import type { Tf } from '../kernels.ts';
import { missing } from './missing.ts';
import type { ProvidedTensorFlow } from './provided.ts';
import { findTfjs, type TfjsPackage } from './tfjs-package.ts';

/** TensorFlow when it is loaded: the module of tfjs, and the device. */
export interface LoadedTensorFlow {
  readonly tf: Tf;
  readonly device: 'cpu' | 'gpu';
}

let loaded: LoadedTensorFlow | undefined;

/**
 * Loads tfjs with a provided binary; once in a process, later calls return the same.
 * @throws OBJECTIVE_BACKEND_MISSING  it does not load
 */
export async function loadTensorFlow(provided: ProvidedTensorFlow): Promise<LoadedTensorFlow> {
  if (loaded !== undefined) return loaded;
  // Notes of TensorFlow on stderr would break a live view; errors are still shown.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // The kernels of oneDNN are TensorFlow's default on Intel only, but on AMD too a step takes a tenth less
  // processor time with them.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  // tfjs 4.22 calls a function that Node 23 removed and about which Node 22 warns (tfjs#8425).
  const old = util as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined = (value) => value === null || value === undefined;

  const tfjs = findTfjs();
  try {
    const tf = withBinding(tfjs, provided.binding, () => tfjs.require(tfjs.folder) as Tf);
    await tf.ready();
    const { binding } = tf.backend() as unknown as { binding: { isUsingGpuDevice(): boolean } };
    loaded = { tf, device: binding.isUsingGpuDevice() ? 'gpu' : 'cpu' };
    return loaded;
  } catch (cause) {
    throw missing(
      `TensorFlow ${provided.version} in ${provided.folder} does not load: ${(cause as Error).message}`,
      'Remove that folder and try again.',
      cause,
    );
  }
}

/**
 * tfjs asks node-pre-gyp for its binding, which looks only inside node_modules. While tfjs loads,
 * another module answers instead, so that nothing is written into node_modules, which may be read-only
 * and is lost with a reinstall.
 */
function withBinding<T>(tfjs: TfjsPackage, binding: string, load: () => T): T {
  const id = tfjs.require.resolve('@mapbox/node-pre-gyp');
  const { cache } = tfjs.require;
  const before = cache[id];
  const answer = new Module(id);
  answer.exports = { find: () => binding };
  answer.loaded = true;
  cache[id] = answer;
  try {
    return load();
  } finally {
    if (before === undefined) Reflect.deleteProperty(cache, id);
    else cache[id] = before;
  }
}
