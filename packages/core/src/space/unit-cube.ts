import type { Conditions } from './conditions.ts';
import type { Choice, Entries } from './parameter/parameter.ts';
import type { Point } from './point.ts';

/** Maps points to rows of the unit cube and back, and to text; see {@link Space} for each method. */
export interface Codec {
  encode(point: Point): Float64Array;
  mask(point: Point): Uint8Array;
  decode(row: ArrayLike<number>): Point;
  canonical(point: Point): string;
}

// NaN and infinities have no JSON; a point that is not valid must still be told apart.
const spell = (value: Choice): string =>
  typeof value === 'number' ? String(value) : JSON.stringify(value);

export function createCodec(entries: Entries, conditions: Conditions): Codec {
  const names = entries.map(([name]) => name);
  const parameters = entries.map(([, parameter]) => parameter);
  const prefixes = names.map((name) => `[${JSON.stringify(name)},`);
  // Copied for each decoded point: faster than adding names one by one, and safe for every name.
  const template = Object.fromEntries(names.map((name) => [name, 0 as Choice]));
  const count = entries.length;
  return {
    encode(point) {
      const active = conditions.active(point);
      const row = new Float64Array(count);
      for (let index = 0; index < count; index++) {
        row[index] = active[index] === 1 ? parameters[index]!.encode(point[names[index]!]) : 0.5;
      }
      return row;
    },
    mask: (point) => conditions.active(point).slice(),
    decode(row) {
      const all = { ...template };
      for (let index = 0; index < count; index++) {
        all[names[index]!] = parameters[index]!.decode(row[index] ?? 0.5) as Choice;
      }
      const active = conditions.active(all);
      if (!active.includes(0)) return all;
      const pairs: [string, Choice][] = [];
      for (let index = 0; index < count; index++) {
        if (active[index] === 1) pairs.push([names[index]!, all[names[index]!]!]);
      }
      return Object.fromEntries(pairs);
    },
    canonical(point) {
      const active = conditions.active(point);
      let text = '';
      for (let index = 0; index < count; index++) {
        if (active[index] === 0) continue;
        const value = point[names[index]!]!;
        // A point that others stored may be off its level by rounding.
        const exact = (parameters[index]!.snap(value) as Choice | undefined) ?? value;
        text += `${text === '' ? '[' : ','}${prefixes[index]!}${spell(exact)}]`;
      }
      return `${text}]`;
    },
  };
}
