import { hashSeed, type Rng } from '@tune/core';
import { SOBOL_DIRECTIONS } from './sobol-directions.ts';

const BITS = 32;
/** Computed once: a power takes longer than the rest of a coordinate. */
const ONE = 2 ** BITS;

/** Direction numbers of each coordinate, aligned to the top bit. */
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
/** Direction numbers with their bits reversed, which is how the scramble wants them. */
const DIRECTIONS = Array.from({ length: COUNT }, (_, j) =>
  Int32Array.from(directionsOf(j), reverseBits),
);
/** Counting up by one flips the lowest zero of an index, bit k, and those below it: of each coordinate their xor. */
const STEPS = Array.from({ length: BITS }, (_, k) =>
  Int32Array.from(DIRECTIONS, (directions) =>
    directions.subarray(0, k + 1).reduce((sum, direction) => sum ^ direction, 0),
  ),
);

/**
 * A nested uniform scramble of a place whose bits are reversed: each bit is flipped by a hash of the
 * bits above it.
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
  /** The points `from` .. `from + count - 1`, row-major; at the beginning of `into`, where it is given. */
  rows(from: number, count: number, into?: Float64Array): Float64Array;
}

/** Where a point of the sequence stands in a coordinate, bits reversed, before it is scrambled. */
function reversedAt(index: number, directions: Int32Array): number {
  let bits = 0;
  for (let rest = index, bit = 0; rest > 0; rest >>>= 1, bit++) {
    if (rest & 1) bits ^= directions[bit]!;
  }
  return bits;
}

/**
 * A Sobol sequence with Owen's scrambling from a seed. Coordinates behind the 64th, for which there
 * is no table, are hashed: uniform, but no better spread than chance.
 * @see [JoeKuo2008]
 */
export function sobol(dimensions: number, seed: number): Sobol {
  const seeds = Uint32Array.from({ length: dimensions }, (_, j) => hashSeed(seed, 'sobol', j));
  const rows = (
    from: number,
    count: number,
    all = new Float64Array(count * dimensions),
  ): Float64Array => {
    const spread = Math.min(dimensions, COUNT);
    const places = Int32Array.from(DIRECTIONS.slice(0, spread), (of) => reversedAt(from, of));
    for (let i = 0; i < count; i++) {
      const at = i * dimensions;
      const next = from + i + 1;
      const steps = STEPS[31 - Math.clz32(next & -next)]!;
      for (let j = 0; j < spread; j++) {
        all[at + j] = scramble(places[j]!, seeds[j]!) / ONE;
        places[j]! ^= steps[j]!;
      }
      for (let j = spread; j < dimensions; j++) all[at + j] = hashSeed(seeds[j]!, from + i) / ONE;
    }
    return all;
  };
  return { rows, point: (index) => rows(index, 1) };
}

/** A sequence whose scramble comes from a stream. */
export function sobolFrom(dimensions: number, rng: Rng): Sobol {
  return sobol(dimensions, rng.uint32());
}
