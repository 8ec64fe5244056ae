// One measured cell: what to draw, how to look at it, and what is counted. Each comparison has a seed of its own.
import { locationShift, winProbability } from '@tune/compare';
import { createRng } from '@tune/core/plugin';
import { ahead, CELLS, DIFFERENCES } from './cells.mjs';
import { LOOKS } from './looks.mjs';

/** How far ahead the better one is where power is measured, in standard deviations of paired differences. */
export const LEADS = [0.5, 1, 2];
export const COVERED = [7, 10, 20, 40];

/** By kind: runs one comparison of a cell and returns what came of it. */
const KINDS = {
  falseWinners([cell, look], rng) {
    return LOOKS[look](CELLS[cell], rng).named !== undefined;
  },
  power([by, look], rng) {
    return LOOKS[look](ahead(by), rng);
  },
  coverage([name, repeats], rng) {
    const { draw, below } = DIFFERENCES[name];
    const center = 2 * rng.next() - 1;
    const list = Array.from({ length: repeats }, () => center + draw(rng));
    const holds = ({ low, high }, truth) => low <= truth && truth <= high;
    return {
      difference: holds(locationShift(list).interval, center),
      probability: holds(winProbability(list).interval, below(-center)),
    };
  },
};

/** The comparisons `from` .. `to - 1` of a cell. */
export function runTask({ kind, cell, from, to }) {
  const results = [];
  for (let i = from; i < to; i++) {
    results.push(KINDS[kind](cell, createRng(`${kind} ${cell.join(', ')} ${i}`)));
  }
  return results;
}
