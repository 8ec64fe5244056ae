import type { Choice, Space } from '@tune/core';
import type { Rng } from '@tune/core/plugin';
import type { Values } from './moves.ts';

/**
 * Random values of a shape that constraints often ask for and that uniform draws hardly ever have: all
 * near one end or the middle, few that differ from the others, equal ones, or numbers in order.
 */
export function shapedDraw({ columns, parameters }: Space, rng: Rng): Values {
  const units = columns.map(() => rng.next());
  const shape = rng.next();
  const scale = 10 ** (-3 * rng.next());
  // Where the values shrink to: the lower ends, the upper ends, the middle, or any of them.
  const corner = rng.integer(8);
  const share = rng.next();
  const towards = columns.map(() =>
    corner < 4 ? 0 : corner === 4 ? 1 : corner === 5 ? 0.5 : rng.integer(3) / 2,
  );
  for (let j = 0; j < units.length; j++) {
    const isKept = shape < 0.2 || (shape > 0.75 && rng.next() < share);
    if (!isKept) units[j] = towards[j]! + (units[j]! - towards[j]!) * (shape > 0.75 ? 0 : scale);
  }
  const order = rng.integer(8);
  if (order < 2) units.sort((a, b) => (order === 0 ? a - b : b - a));
  else if (order === 2) {
    const one = units[rng.integer(units.length)]!;
    for (let j = 0; j < units.length; j++) if (rng.next() < share) units[j] = one;
  }
  const values: Record<string, Choice> = {};
  columns.forEach(({ name }, j) => {
    values[name] = parameters[name]!.decode(units[j]!) as Choice;
  });
  return values;
}
