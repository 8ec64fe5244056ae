import { expect, test } from 'vitest';
import { earlyLosses, losses } from './losses.mjs';
import { overall, pair } from './pairs.mjs';
import { ranking, ranksOf, sharedSeeds } from './ranking.mjs';
import { ranks, ranksByGroup } from './sections.mjs';

/** { a: [regret of seed 1, of seed 2, ...], ... } as a measured problem; a hole is a seed not run. */
const problem = (regrets) => ({
  checkpoints: [20],
  by: new Map(
    Object.entries(regrets).map(([strategy, list]) => [
      strategy,
      new Map(list.flatMap((regret, i) => (regret === undefined ? [] : [[i + 1, [regret]]]))),
    ]),
  ),
});

test('equal values share a rank', () => {
  expect(ranksOf([0.5, 0.1, 0.5, 2])).toEqual([2.5, 1, 2.5, 4]);
});

test('only seeds that all have count', () => {
  const measured = problem({ a: [1, 2, 3], b: [undefined, 1, 4] });
  expect(sharedSeeds(measured, ['a', 'b'])).toEqual([2, 3]);
  expect(pair(measured, 'a', 'b')).toMatchObject({ wins: 1, ties: 0, losses: 1, seeds: 2 });
  expect(pair(problem({ a: [1], b: [undefined, 2] }), 'a', 'b')).toBeUndefined();
});

test('a problem with ten seeds weighs as much as one with a single seed', () => {
  const measured = new Map([
    ['long', problem({ a: Array(10).fill(1), b: Array(10).fill(2) })],
    ['short', problem({ a: [2], b: [1] })],
  ]);
  const { rows, problems } = ranking(measured, ['a', 'b']);
  expect(rows.map(({ rank }) => rank)).toEqual([1.5, 1.5]);
  expect(rows[0]).toMatchObject({ low: 1, high: 2 }); // problems are drawn, not runs
  expect(problems).toEqual([
    { name: 'long', seeds: 10 },
    { name: 'short', seeds: 1 },
  ]);
});

test('over problems every problem is one observation', () => {
  const measured = new Map([
    ['x', problem({ a: [1, 1, 1], b: [2, 2, 2] })],
    ['y', problem({ a: [2], b: [1] })],
    ['z', problem({ a: [1] })],
  ]);
  expect(overall(measured, 'a', 'b')).toMatchObject({ wins: 1, losses: 1, problems: 2, runs: 4 });
});

test('who was not run enough is named and not ranked', () => {
  const measured = new Map([['branin', problem({ a: [1, 2], b: [2, 3], c: [0] })]]);
  const said = ranks(measured, ['a', 'b', 'c'], { least: 2 });
  expect(said).toContain('Without 2 seeds on all of these, so not ranked here: c.');
  expect(said).toContain('(branin 2)');
  expect(said).not.toMatch(/^\| c /m);
  expect(ranks(measured, ['a', 'b', 'c'])).toMatch(/\| c +\| 1\.00/);
});

test('a problem that not all who are ranked have is left out and named', () => {
  const both = () => problem({ a: [1], b: [2] });
  const measured = new Map([
    ['x', both()],
    ['y', both()],
    ['z', problem({ a: [1], c: [2] })],
  ]);
  const said = ranks(measured, ['a', 'b', 'c']);
  expect(said).toContain('over 2 problems');
  expect(said).toContain('Left out, as not all have a seed there: z.');
  expect(said).toContain('so not ranked here: c.');
});

test('groups of problems are ranked each on its own', () => {
  const measured = new Map([
    ['x', problem({ a: [1, 1], b: [2, 2], c: [3] })],
    ['y', problem({ a: [2, 2], b: [1, 1] })],
    ['z', problem({ a: [1, 3], b: [2, 2] })],
  ]);
  const groups = { early: ['x', 'z'], late: ['y'] };
  const lines = ranksByGroup(measured, ['a', 'b', 'c'], groups, { least: 2 }).split('\n');
  expect(lines[0]).toMatch(/^\| problems +\| a +\| b +\|$/);
  expect(lines[2]).toMatch(/^\| early: x, z +\| 1\.25 .*\| 1\.75 /);
  expect(lines[3]).toMatch(/^\| late: y +\| 2\.00 \(2\.00 \.\. 2\.00\) +\| 1\.00 /);
});

test('a worse median is said though most seeds are won, and the other way round', () => {
  const measured = new Map([
    ['x', problem({ a: [1, 5, 9, 9], b: [2, 6, 1, 8] })], // 2 won, 2 lost
    ['y', problem({ a: [1, 2, 3], b: [3, 1, 2] })], // the same median
  ]);
  expect(losses(measured, ['a', 'b'], 'a').split('\n')).toEqual([
    expect.stringContaining('x: b is ahead in 2 of 4, a in 2; median 4, a 7'),
    expect.stringContaining('y: b is ahead in 2 of 3, a in 1; median 2, a 2'),
  ]);
});

test('it says where one is behind, and nothing where it is not', () => {
  const measured = new Map([['branin', problem({ a: [2, 2], b: [1, 1], c: [3, 3] })]]);
  expect(losses(measured, ['a', 'b', 'c'], 'a')).toBe(
    '- branin: b is ahead in 2 of 2, a in 0; median 1, a 2 (p 0.5)',
  );
  expect(losses(measured, ['a', 'c'], 'a')).toContain('behind no other');
  expect(earlyLosses(measured, ['a', 'b', 'c'], 'a')).toBe('- branin: b 1 to 2 (seeds: 2)');
  expect(earlyLosses(measured, ['a', 'c'], 'a')).toContain('behind no other');
});
