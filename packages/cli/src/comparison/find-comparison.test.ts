import type { StoredComparison } from '@tune/core';
import { expect, test } from 'vitest';
import { definitionOf, flagsOf } from './definition.ts';
import { comparisonsOf, findComparison, fixedBefore } from './find-comparison.ts';

interface Size {
  readonly trials?: number;
  readonly repeats?: number | 'auto';
  readonly extendedFrom?: number;
}

/** A comparison of strategies, of which each is one study for each repeat. */
function stored(strategies: string, size: Size = {}, changedAt = 1): StoredComparison {
  const { trials = 8, repeats = 3, extendedFrom } = size;
  const { flags } = flagsOf({ strategies, trials, repeats, atMost: 5 });
  const marks = { identity: 'p', files: {}, extendedFrom };
  const runs = strategies.split(',').flatMap((label) =>
    Array.from({ length: repeats === 'auto' ? 5 : repeats }, (_, index) => ({
      ...{ label, repeat: index + 1, study: `runs/p/${label}/${index + 1}` },
    })),
  );
  return {
    ...{ name: `${strategies} ${trials} ${repeats}`, revision: 1, runs },
    ...{ definition: definitionOf(flags, marks), createdAt: 1, changedAt, seconds: 0 },
  };
}

test('more of anything goes on with what is stored, less of anything does not', () => {
  const known = [stored('a,b')];
  for (const asked of [
    ...[stored('a,b'), stored('a,b,c'), stored('b,a'), stored('a,b', { repeats: 4 })],
    ...[stored('a,b', { trials: 9 }), stored('a,b', { repeats: 'auto' })],
  ]) {
    expect(findComparison(known, asked)).toBe(known[0]);
  }
  for (const asked of [
    ...[stored('a'), stored('a,c'), stored('a,b', { trials: 7 }), stored('a,b', { repeats: 2 })],
    stored('a,b,c', { repeats: 2 }),
  ]) {
    expect(findComparison(known, asked)).toBeUndefined();
  }
});

test('the one that was described comes before those with less, then the latest', () => {
  const known = [stored('a', {}, 3), stored('a,b', {}, 2), stored('b', {}, 1)];
  expect(findComparison(known, stored('a,b'))).toBe(known[1]);
  expect(findComparison(known, stored('a,b,c'))).toBe(known[0]);
  expect(comparisonsOf(known.toReversed(), 'p')).toEqual(known);
  expect(comparisonsOf(known, 'q')).toEqual([]);
});

const begun = new Set(stored('a,b,c', { repeats: 4 }).runs.map(({ study }) => study));

test('a size that was changed is known by the repeats that were fixed first', () => {
  const before = stored('a,b');
  const fixed = (now: StoredComparison, of = before) => fixedBefore(now, of, [of], begun);
  expect(fixed(stored('a,b'))).toBeUndefined();
  expect(fixed(stored('a,b,c'))).toBeUndefined();
  expect(fixed(stored('a,b', { repeats: 5 }))).toBe(3);
  expect(fixed(stored('a,b', { trials: 9 }))).toBe(3);
  expect(fixed(stored('a,b', { repeats: 'auto' }))).toBe(3);
  // Once extended, always so, by what was fixed first.
  const extended = stored('a,b', { repeats: 5, extendedFrom: 3 });
  expect(fixed(stored('a,b', { repeats: 5 }), extended)).toBe(3);
  expect(fixed(stored('a,b', { repeats: 9 }), extended)).toBe(3);
  const auto = stored('a,b', { repeats: 'auto' });
  expect(fixed(auto, auto)).toBeUndefined();
  expect(fixed(stored('a,b', { repeats: 9 }), auto)).toBe(1000);
});

test('so is that of a new comparison of runs that were seen', () => {
  const fixed = (others: StoredComparison[], has = begun) =>
    fixedBefore(stored('a,c'), undefined, others, has);
  expect(fixed([], new Set())).toBeUndefined();
  expect(fixed([])).toBe(1000);
  expect(fixed([stored('a,b,c')])).toBeUndefined();
  expect(fixed([stored('a'), stored('c')])).toBeUndefined();
  expect(fixed([stored('a'), stored('c', { repeats: 4 })])).toBe(4);
});
