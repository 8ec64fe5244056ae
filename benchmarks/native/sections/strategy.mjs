import { float, space } from '@tune/core';
import { createRng, createScratch, historyOf } from '@tune/core/plugin';
import { bayes } from '@tune/strategies';
import { generator } from '../problems.mjs';

const SIZES = [100, 200, 400, 800, 5000];
const names = ['x0', 'x1', 'x2', 'x3', 'x4'];
const unitCube = space(Object.fromEntries(names.map((name) => [name, float(0, 1)])));
const value = (point) =>
  names.reduce((sum, name, j) => sum + Math.sin(3 * point[name] + j) + (point[name] - 0.3) ** 2, 0);

/** Whole asks of the strategy, with a fit each; each suggestion becomes a trial of the study. */
export function strategy({ asksAt }) {
  return SIZES.map((n) => ({
    name: `strategy-${n}`,
    settings: { asks: asksAt(n) },
    run: () => measure(n, asksAt(n)),
  }));
}

async function measure(n, asks) {
  const random = generator(n);
  // Sorted from worst to best, as in a search that succeeds: with random points its box would end again and again.
  const trials = Array.from({ length: n }, () => unitCube.decode(names.map(random)))
    .toSorted((a, b) => value(b) - value(a))
    .map((point, index) => trial(index + 1, point));
  const [suggester, scratch, times] = [bayes(), createScratch(), []];
  const said = new Set();
  for (let ask = 0; ask < asks; ask++) {
    const begin = performance.now();
    const [{ point, meta }] = await suggester.suggest({
      space: unitCube,
      history: historyOf(trials, 'minimize'),
      count: 1,
      rng: createRng(ask),
      scratch,
      signal: new AbortController().signal,
    });
    times.push(performance.now() - begin);
    said.add(meta.phase);
    if (meta.subsetOf !== undefined) {
      // It grows by one at each ask.
      said.add(`modelled ${meta.observations}, \`subsetOf\` ${n} and more`);
    }
    trials.push({ ...trial(trials.length + 1, point), meta });
  }
  return [
    { what: `strategy bayes, d = 5, n = ${n} (${[...said].join(', ')})`, ours: times, rivals: {} },
  ];
}

function trial(number, point) {
  return { number, point, state: 'complete', value: value(point), values: [value(point)] };
}
