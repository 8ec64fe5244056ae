import { float, space } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { distance, suggest } from './search.mjs';

const cube = (scale) => space({ x: float(0, scale), y: float(0, scale), z: float(0, scale) });
const [unit, stretched] = [cube(1), cube(1024)];
const same = (value) => value;

/** Changes that must not matter, and how far apart the suggestions may be: scaling by a power of two is exact. */
const CHANGES = [
  { change: 'range x 2^10', within: 0, of: stretched, told: same },
  { change: 'values x 2^20', within: 0, of: unit, told: (value) => value * 2 ** 20 },
  { change: 'values x 1e6', within: 1e-6, of: unit, told: (value) => value * 1e6 },
  { change: 'values + 1e6', within: 1e-6, of: unit, told: (value) => value + 1e6 },
];

/** The number of histories for which the suggestion is the same after each change. */
export async function invariance(histories, progress) {
  const rows = CHANGES.map(({ change, within }) => ({ change, within, equal: 0 }));
  for (let seed = 1; seed <= histories; seed++) {
    const rng = createRng(seed);
    const places = Array.from({ length: 8 + (seed % 20) }, () => [
      rng.next(),
      rng.next(),
      rng.next(),
    ]);
    const values = places.map(([x, y, z]) => Math.sin(5 * x) + (y - 0.4) ** 2 * 3 + x * z);
    const next = async (of, told) => {
      const points = places.map((place) => of.decode(place));
      const [place] = await suggest(of, points, values.map(told));
      return place;
    };
    const before = await next(unit, same);
    for (const [i, { within, of, told }] of CHANGES.entries()) {
      if (distance(before, await next(of, told)) <= within) rows[i].equal++;
    }
    if (seed % 50 === 0) progress(`invariance, ${seed} histories`);
  }
  return rows;
}
