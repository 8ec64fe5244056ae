import { expect, test } from 'vitest';
import { textOf } from './line.ts';
import { rankLines, type RankPicture } from './rank-picture.ts';
import { displayWidth } from './width.ts';

const picture: RankPicture = {
  strategies: [
    { name: 'bayes', averageRank: 1.25, rankInterval: { low: 1.05, high: 1.6 } },
    { name: 'optuna:tpe', averageRank: 2.4, rankInterval: { low: 1.9, high: 2.9 } },
    { name: 'random', averageRank: 2.9, rankInterval: { low: 2.2, high: 3.5 } },
    { name: 'grid', averageRank: 3.45, rankInterval: null },
  ],
  groups: [
    ['optuna:tpe', 'random'],
    ['random', 'grid'],
  ],
  indexOf: (name) => ['grid', 'random', 'bayes', 'optuna:tpe'].indexOf(name),
};

test('ranks are on an axis, with intervals, names, and bars over what is not told apart', () => {
  expect(rankLines(picture, 60).map(textOf)).toEqual([
    '             1            2            3            4',
    '             ┌────────────┬────────────┬────────────┐',
    ' bayes        ├─●────┤                                 1.25',
    ' optuna:tpe              ├─────●──────┤                2.40',
    ' random                      ├────────●───────┤        2.90',
    ' grid                                        ●         3.45',
    '                               ━━━━━━━━ not told apart',
    '                                      ━━━━━━━━',
  ]);
});

test('two strategies without intervals', () => {
  const strategies = picture.strategies
    .slice(0, 2)
    .map(({ name }, i) => ({ name, averageRank: 1 + i, rankInterval: null }));
  expect(rankLines({ ...picture, strategies, groups: [] }, 40).map(textOf)).toEqual([
    '             1                  2',
    '             ┌──────────────────┐',
    ' bayes       ●                     1.00',
    ' optuna:tpe                     ●  2.00',
  ]);
});

test('no picture of one strategy, or without room; every line fits', () => {
  const strategies = picture.strategies.slice(0, 1);
  expect(rankLines({ ...picture, strategies, groups: [] }, 80)).toEqual([]);
  expect(rankLines(picture, 30)).toEqual([]);
  for (let width = 31; width <= 200; width++) {
    const widths = rankLines(picture, width).map((line) => displayWidth(textOf(line)));
    expect(Math.max(0, ...widths)).toBeLessThanOrEqual(width);
  }
});
