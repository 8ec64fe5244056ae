/**
 * A seeded stream of random numbers that can be split. Streams with different keys are independent,
 * and a split leaves its parent as it was, so the order of splits does not matter.
 */
export interface Rng {
  /** `createRng(seed)` makes the same stream, from its beginning. */
  readonly seed: number | string;
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Uniform in 0 .. limit - 1; `limit` is a whole number of at least 1. */
  integer(limit: number): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform unsigned 32-bit. */
  uint32(): number;
  /** An independent stream for a key: the same for equal keys, however much was drawn before. */
  split(key: string | number): Rng;
}

/** Murmur3's finalizer: every bit of the input reaches every bit of the output. */
const mix = (value: number): number => mixSigned(value) >>> 0;

/** The same bits as a signed number, which is what the machine counts with. */
function mixSigned(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * An unsigned 32-bit hash of a list of keys. All seeds are derived with it: from another seed and what
 * the new one is for.
 *
 * @example
 * ```ts
 * import { hashSeed } from '@tune/core/plugin';
 * hashSeed(7, 'repeat', 1) === hashSeed(7, 'repeat', 1); // true
 * ```
 */
export function hashSeed(...keys: readonly (string | number)[]): number {
  let h = 0x9e3779b9 | 0;
  for (const key of keys) {
    const text = String(key);
    // The number 1 and the string '1' are different keys.
    h = mixSigned(Math.imul(h, 31) + (typeof key === 'number' ? NUMBER : STRING));
    for (let index = 0; index < text.length; index++) {
      h = mixSigned(Math.imul(h, 31) + text.charCodeAt(index));
    }
    h = mixSigned(h ^ (text.length + 1));
  }
  return h >>> 0;
}

/** What a number and a string begin with, as character codes of # and $. */
const [NUMBER, STRING] = [35, 36];

/**
 * A stream of random numbers from a seed: sfc32, which passes PractRand, its state filled from the
 * seed by mixing.
 *
 * @example
 * ```ts
 * import { createRng } from '@tune/core/plugin';
 * const rng = createRng(7);
 * rng.next(); // in [0, 1), the same in every process
 * rng.split('mutation').integer(10); // 0 .. 9, whatever was drawn from rng
 * ```
 */
export function createRng(seed: number | string): Rng {
  // Closures, not methods of a class: `columns.map(rng.next)` works.
  const root = hashSeed(seed);
  let a = mix(root ^ 0x243f6a88);
  let b = mix(root ^ 0x85a308d3);
  let c = mix(root ^ 0x13198a2e);
  let counter = 1;
  let spare: number | undefined;

  const uint32 = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  for (let round = 0; round < 12; round++) uint32();

  const next = (): number => (uint32() * 2 ** 21 + (uint32() >>> 11)) / 2 ** 53;

  return {
    seed,
    next,
    uint32,
    integer: (limit) => Math.floor(next() * limit),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box-Muller transform; 1 - u is never 0, so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      const angle = 2 * Math.PI * next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    split: (key) => createRng(hashSeed(root, key)),
  };
}
