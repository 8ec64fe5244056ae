import { hashSeed, type Rng } from '@tune/core';
import { SOBOL_DIRECTIONS } from './sobol-directions.ts';

const BITS = 32;
/** A constant, because computing the power takes longer than the rest of a coordinate. */
const ONE = 2 ** BITS;

/** Direction numbers of a coordinate, aligned to the top bit. */
function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) return v.map((_, bit) => 2 ** (BITS - 1 - bit));
  const [polynomial = 3, ...initial] = SOBOL_DIRECTIONS[dimension - 1] ?? [];
  const degree = initial.length;
  for (let bit = 0; bit < BITS; bit++) {
    if (bit < degree) {
      v[bit] = (initial[bit]! << (BITS - 1 - bit)) >>> 0;
      continue;
    }
    let value = v[bit - degree]! ^ (v[bit - degree]! >>> degree);
    for (let k = 1; k < degree; k++) {
      if ((polynomial >>> (degree - k)) & 1) value ^= v[bit - k]!;
    }
    v[bit] = value >>> 0;
  }
  return v;
}

function reverseBits(value: number): number {
  let x = value;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}

const COUNT = SOBOL_DIRECTIONS.length + 1;
/** Direction numbers with their bits reversed, as the scramble needs them. */
const DIRECTIONS = Array.from({ length: COUNT }, (_, j) =>
  Int32Array.from(directionsOf(j), reverseBits),
);
/**
 * Incrementing an index flips its lowest zero bit, k, and all bits below. `STEPS[k][j]` is the xor of the
 * direction numbers of those bits in coordinate j.
 */
const STEPS = Array.from({ length: BITS }, (_, k) =>
  Int32Array.from(DIRECTIONS, (directions) =>
    directions.subarray(0, k + 1).reduce((sum, direction) => sum ^ direction, 0),
  ),
);

/**
 * A nested uniform scramble of a coordinate whose bits are reversed: each bit is flipped by a hash of
 * the bits above it.
 * @see [LaineKarras2011], constants of [Burley2020]
 */
function scramble(reversed: number, seed: number): number {
  let x = (reversed + seed) | 0;
  x ^= Math.imul(x, 0x6c50b47c);
  x ^= Math.imul(x, 0xb82f1e52);
  x ^= Math.imul(x, 0xc7afe638);
  x ^= Math.imul(x, 0x8d22f6e6);
  return reverseBits(x);
}

/** Points of a scrambled Sobol sequence. */
export interface Sobol {
  /** Point `index` of the sequence: `dimensions` numbers in [0, 1). */
  point(index: number): Float64Array;
  /** The points `from` .. `from + count - 1`, row-major; written to the beginning of `into` if given. */
  rows(from: number, count: number, into?: Float64Array): Float64Array;
}

/** A coordinate of a point of the sequence, bits reversed, before it is scrambled. */
function reversedAt(index: number, directions: Int32Array): number {
  let bits = 0;
  for (let rest = index, bit = 0; rest > 0; rest >>>= 1, bit++) {
    if (rest & 1) bits ^= directions[bit]!;
  }
  return bits;
}

/**
 * A Sobol sequence with Owen's scrambling from a seed. The table of direction numbers has 64 coordinates;
 * further ones are hashed: uniform, but spread no better than random numbers.
 * @see [JoeKuo2008]
 */
export function sobol(dimensions: number, seed: number): Sobol {
  const seeds = Uint32Array.from({ length: dimensions }, (_, j) => hashSeed(seed, 'sobol', j));
  const rows = (
    from: number,
    count: number,
    all = new Float64Array(count * dimensions),
  ): Float64Array => {
    const tabulated = Math.min(dimensions, COUNT);
    const reversed = Int32Array.from(DIRECTIONS.slice(0, tabulated), (directions) =>
      reversedAt(from, directions),
    );
    for (let i = 0; i < count; i++) {
      const at = i * dimensions;
      const next = from + i + 1;
      const steps = STEPS[31 - Math.clz32(next & -next)]!;
      for (let j = 0; j < tabulated; j++) {
        all[at + j] = scramble(reversed[j]!, seeds[j]!) / ONE;
        reversed[j]! ^= steps[j]!;
      }
      for (let j = tabulated; j < dimensions; j++)
        all[at + j] = hashSeed(seeds[j]!, from + i) / ONE;
    }
    return all;
  };
  return { rows, point: (index) => rows(index, 1) };
}

/** A sequence whose scramble is drawn from an rng. */
export function sobolFrom(dimensions: number, rng: Rng): Sobol {
  return sobol(dimensions, rng.uint32());
}
