// What the processes of the chaos test search: a finite space with one right next point, a strategy
// that takes its time, and values that can be checked afterwards.
import { setTimeout as wait } from 'node:timers/promises';
import { int, space } from '@tune/core';

/** Points on each side of the space. */
const SIDE = 60;
export const POINTS = SIDE * SIDE;
export const searched = space({ x: int(0, SIDE - 1), y: int(0, SIDE - 1) });

export const spell = ({ x, y }) => `${x},${y}`;
export const valueOf = ({ x, y }) => x * SIDE + y;

/**
 * Suggests the first point that is neither ended nor pending, after 0 to 100 ms. Two processes that
 * suggest from the same history suggest the same point, so whatever slips past the versions shows.
 */
export const firstFree = {
  name: 'first-free',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: true },
  async suggest({ history, count }) {
    await wait(Math.random() * 100);
    const taken = new Set([...history.ended, ...history.pending].map(({ point }) => spell(point)));
    const suggestions = [];
    for (let index = 0; index < POINTS && suggestions.length < count; index++) {
      const point = { x: Math.floor(index / SIDE), y: index % SIDE };
      if (!taken.has(spell(point))) suggestions.push({ point });
    }
    return suggestions;
  },
};

/** Mostly a few milliseconds; one in twenty outlasts a lease, so that some are always cut off. */
export async function evaluate(point, report) {
  const isLong = valueOf(point) % 20 === 7;
  for (const step of [1, 2, 3]) {
    await wait(Math.random() * (isLong ? 600 : 15));
    await report(step, valueOf(point) / step);
  }
  return valueOf(point);
}
