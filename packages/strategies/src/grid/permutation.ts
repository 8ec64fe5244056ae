import { hashSeed } from '@tune/core';

/**
 * The image of an index under a seeded shuffle of 0 .. size - 1, computed without building the list:
 * a four-round Feistel network over the next power of four, applied until the result is below `size`.
 * @see [BlackRogaway2002] cycle walking
 */
export function permute(index: number, size: number, seed: number): number {
  let half = 1;
  while (4 ** half < size) half++;
  const side = 2 ** half;
  let image = index;
  do {
    let left = Math.floor(image / side);
    let right = image % side;
    for (let round = 0; round < 4; round++) {
      [left, right] = [right, (left + (hashSeed(seed, round, right) % side)) % side];
    }
    image = left * side + right;
  } while (image >= size);
  return image;
}
