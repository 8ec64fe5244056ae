import { hashSeed, type Rng } from '@tune/core';
import { SOBOL_DIRECTIONS } from './sobol-directions.ts';

const BITS = 32;

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

const DIRECTIONS = Array.from({ length: SOBOL_DIRECTIONS.length + 1 }, (_, j) => directionsOf(j));

function reverseBits(value: number): number {
  let x = value;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}

/**
 * A nested uniform scramble: each bit is flipped by a hash of the bits above it.
 * @see [LaineKarras2011], constants of [Burley2020]
 */
function scramble(value: number, seed: number): number {
  let x = reverseBits(value);
  x = (x + seed) | 0;
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
  /** The points `from` .. `from + count - 1`, row-major. */
  rows(from: number, count: number): Float64Array;
}

/**
 * A Sobol sequence with Owen's scrambling from a seed. Coordinates behind the 64th, for which there
 * is no table, are hashed: uniform, but no better spread than chance.
 * @see [JoeKuo2008]
 */
export function sobol(dimensions: number, seed: number): Sobol {
  const seeds = Array.from({ length: dimensions }, (_, j) => hashSeed(seed, 'sobol', j));
  const coordinate = (index: number, j: number): number => {
    const directions = DIRECTIONS[j];
    if (directions === undefined) return hashSeed(seeds[j]!, index) / 2 ** BITS;
    let bits = 0;
    for (let rest = index, bit = 0; rest > 0; rest = Math.floor(rest / 2), bit++) {
      if (rest % 2 === 1) bits ^= directions[bit]!;
    }
    return scramble(bits >>> 0, seeds[j]!) / 2 ** BITS;
  };
  const point = (index: number) => Float64Array.from(seeds, (_, j) => coordinate(index, j));
  return {
    point,
    rows(from, count) {
      const rows = new Float64Array(count * dimensions);
      for (let i = 0; i < count; i++) rows.set(point(from + i), i * dimensions);
      return rows;
    },
  };
}

/** A sequence whose scramble comes from a stream. */
export function sobolFrom(dimensions: number, rng: Rng): Sobol {
  return sobol(dimensions, rng.uint32());
}
