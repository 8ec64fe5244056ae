// Times every call into gp-native, so that the time a strategy adds can be computed.
import { loadGaussianProcess } from '@tune/gp-native';

let inside = 0;
let depth = 0;

/** The same function, with its time added to `inside`; nested calls count once. */
function timed(method) {
  return function (...values) {
    const began = performance.now();
    depth++;
    const end = () => {
      if (--depth === 0) inside += performance.now() - began;
    };
    const result = method.apply(this, values);
    if (result instanceof Promise) return result.finally(end);
    end();
    return result;
  };
}

/** Times every method and getter of a class. */
function timeClass(prototype) {
  const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(prototype);
  for (const [name, { value, get }] of Object.entries(members)) {
    if (typeof value === 'function') prototype[name] = timed(value);
    if (get !== undefined) Object.defineProperty(prototype, name, { get: timed(get) });
  }
}

const loaded = loadGaussianProcess({ backend: 'native' });
const probe = loaded.create({ dimensions: 1, kernel: 'matern52', columns: ['numeric'] });
timeClass(Object.getPrototypeOf(probe));
probe.dispose();

export const { instructionSet } = loaded;

/** The result of the work, the milliseconds that it took, and how many of them were spent in gp-native. */
export async function timeInside(work) {
  inside = 0;
  const began = performance.now();
  const result = await work();
  return { result, whole: performance.now() - began, native: inside };
}
