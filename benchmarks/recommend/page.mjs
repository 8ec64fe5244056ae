// Writes what figures.json says into docs/concepts/bayes.md, between its markers:
//   npm run recommend:page -w benchmarks [-- --check]
import { readFileSync } from 'node:fs';
import { freshenPage } from '../fresh.mjs';

const file = new URL('figures.json', import.meta.url);
const { seeds, noisy, exact } = JSON.parse(readFileSync(file, 'utf8'));

const head = ['problem', 'trials', 'recommended', 'best value', 'better / worse / the same'];
const rows = Object.entries(noisy).flatMap(([name, figures]) =>
  figures.map(({ trials, recommended, best, won, lost }) => [
    ...[name, trials, recommended, best],
    `${won} / ${lost} / ${seeds - won - lost}`,
  ]),
);
const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
const sum = (of) =>
  Object.values(noisy)
    .flat()
    .reduce((total, figures) => total + of(figures), 0);
const others = Object.entries(exact).flatMap(([name, figures]) =>
  figures
    .filter(({ other }) => other > 0)
    .map(({ trials, other }) => `${other} of ${seeds} on ${name} after ${trials} trials`),
);
const text = [
  `What the points are worth without noise, the median over ${seeds} seeds (branin to levy-8: smaller is better; mnist-table: larger), and in how many searches the recommended one is better, worse or worth the same:`,
  table.join('\n'),
  `In all, ${sum(({ won }) => won)} recommended points are better and ${sum(({ lost }) => lost)} worse. Of the same formulas without noise (${Object.keys(exact).join(', ')}) the best value is recommended, but for ${others.join(', ')}.`,
].join('\n\n');
await freshenPage('concepts/bayes.md', 'recommend:page', text);
