import { hashSeed } from '@tune/core';

/**
 * Where a seeded shuffle of 0 .. size - 1 sends an index, without making the list: a four-round
 * Feistel network over the next power of four, walked until it lands inside.
 * @see [BlackRogaway2002] cycle walking
 */
export function permute(index: number, size: number, seed: number): number {
  let half = 1;
  while (4 ** half < size) half++;
  const side = 2 ** half;
  let place = index;
  do {
    let left = Math.floor(place / side);
    let right = place % side;
    for (let round = 0; round < 4; round++) {
      [left, right] = [right, (left + (hashSeed(seed, round, right) % side)) % side];
    }
    place = left * side + right;
  } while (place >= size);
  return place;
}
