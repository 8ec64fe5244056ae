// Prints what the traces say: median regret and quartiles, average ranks, wins, ties and losses.
//   npm run regret:report -w benchmarks -- --problems bar --against bayes [--markdown]
import { parseArgs } from 'node:util';
import { createRng } from '@tune/core';
import { wilcoxon } from '@tune/compare';
import { all, bar, noiseOf, problems } from './problems.mjs';
import { allTraces, committed } from './traces.mjs';

const { values: flags } = parseArgs({
  options: {
    problems: { type: 'string', default: 'bar' },
    against: { type: 'string', default: 'bayes' },
    strategies: { type: 'string', default: '' },
    seeds: { type: 'string', default: '1000' },
    traces: { type: 'string', default: committed },
    quartiles: { type: 'boolean', default: false },
  },
});
const sets = { bar, all: Object.keys(all) };
for (const [name, group] of Object.entries(problems)) sets[name] = Object.keys(group);
const names = flags.problems.split(',').flatMap((name) => sets[name] ?? [name]);
const traces = allTraces(flags.traces).filter(({ seed }) => seed <= Number(flags.seeds));
const strategies =
  flags.strategies === ''
    ? [...new Set(traces.map(({ strategy }) => strategy))].toSorted()
    : flags.strategies.split(',');

const quantile = (list, share) => {
  const sorted = list.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
};
const median = (list) => quantile(list, 0.5);
const show = (value) =>
  value === undefined ? '-' : value === 0 ? '0' : value.toPrecision(2).replace('e+', 'e');

/** The noiseless value at the best told value after `count` trials; Infinity where none is valid. */
function reached({ values, seed }, { noise }, count) {
  let best = Infinity;
  let found = Infinity;
  values.slice(0, count).forEach((value, index) => {
    const told = value === null ? Infinity : value + noise * noiseOf(seed, index);
    if (told < best) [best, found] = [told, value];
  });
  return found;
}

/** Of a problem: regrets by strategy and checkpoint, one for each seed. */
function regretsOf(name) {
  const problem = all[name];
  const runs = traces.filter((run) => run.problem === name && strategies.includes(run.strategy));
  const known = runs.flatMap(({ values }) => values.filter((value) => value !== null));
  const optimum = problem.optimum ?? Math.min(...known);
  const checkpoints = [20, 40, problem.trials].filter((c, i, list) => list.indexOf(c) === i);
  const by = new Map();
  for (const strategy of strategies) {
    const own = runs.filter((run) => run.strategy === strategy);
    if (own.length === 0) continue;
    by.set(
      strategy,
      new Map(
        own.map((run) => [
          run.seed,
          checkpoints.map((count) => Math.max(0, reached(run, problem, count) - optimum)),
        ]),
      ),
    );
  }
  return { checkpoints, by };
}

const table = (rows) => {
  const widths = rows[0].map((_, j) => Math.max(...rows.map((row) => row[j].length)));
  const line = (row) => `| ${row.map((cell, j) => cell.padEnd(widths[j])).join(' | ')} |`;
  const [head, ...rest] = rows;
  console.log(
    [line(head), `| ${widths.map((w) => '-'.repeat(w)).join(' | ')} |`, ...rest.map(line)].join(
      '\n',
    ),
  );
};

const measured = new Map(names.map((name) => [name, regretsOf(name)]));
console.log(
  `Median regret at 20 / 40 / N trials${flags.quartiles ? ' (quartiles at N)' : ''}; in brackets how many seeds.\n`,
);
table([
  ['problem (N)', ...strategies],
  ...names.map((name) => {
    const { checkpoints, by } = measured.get(name);
    return [
      `${name} (${all[name].trials})`,
      ...strategies.map((strategy) => {
        const runs = by.get(strategy);
        if (runs === undefined) return 'not run';
        const list = [...runs.values()];
        const cells = checkpoints.map((_, c) => show(median(list.map((run) => run[c]))));
        const last = list.map((run) => run.at(-1));
        const spread = flags.quartiles
          ? ` (${show(quantile(last, 0.25))} .. ${show(quantile(last, 0.75))})`
          : '';
        return `${cells.join(' / ')}${spread} [${list.length}]`;
      }),
    ];
  }),
]);

// Average rank at N over problems and seeds that all of these strategies have; ties share a rank.
const everywhere = strategies.filter((strategy) =>
  names.every((name) => measured.get(name).by.has(strategy)),
);
const rankRows = names.flatMap((name) => {
  const { by } = measured.get(name);
  const shared = [...(by.get(everywhere[0])?.keys() ?? [])].filter((seed) =>
    everywhere.every((strategy) => by.get(strategy).has(seed)),
  );
  return shared.map((seed) => {
    const ends = everywhere.map((strategy) => by.get(strategy).get(seed).at(-1));
    return {
      name,
      ranks: ends.map(
        (end) =>
          1 +
          ends.filter((other) => other < end).length +
          (ends.filter((other) => other === end).length - 1) / 2,
      ),
    };
  });
});
if (everywhere.length > 1 && rankRows.length > 0) {
  const rng = createRng(1);
  const kinds = [...new Set(rankRows.map(({ name }) => name))];
  const groups = kinds.map((name) => rankRows.filter((row) => row.name === name));
  const mean = (rows, j) => rows.reduce((sum, { ranks }) => sum + ranks[j], 0) / rows.length;
  // Problems are drawn first, seeds within them second: the interval speaks of other problems too.
  const draws = Array.from({ length: 2000 }, () =>
    groups.flatMap(() => {
      const group = groups[rng.integer(groups.length)];
      return group.map(() => group[rng.integer(group.length)]);
    }),
  );
  console.log(
    `\nAverage rank at N over ${kinds.length} problems, ${rankRows.length} runs; 95 % bootstrap interval.\n`,
  );
  table([
    ['strategy', 'rank', 'interval'],
    ...everywhere
      .map((strategy, j) => {
        const means = draws.map((rows) => mean(rows, j));
        return [mean(rankRows, j), strategy, quantile(means, 0.025), quantile(means, 0.975)];
      })
      .toSorted((a, b) => a[0] - b[0])
      .map(([rank, strategy, low, high]) => [
        strategy,
        rank.toFixed(2),
        `${low.toFixed(2)} .. ${high.toFixed(2)}`,
      ]),
  ]);
}

console.log(
  `\n${flags.against} against each, at N: wins / ties / losses over seeds, p of Wilcoxon's paired test on the logarithms.\n`,
);
const others = strategies.filter((strategy) => strategy !== flags.against);
table([
  ['problem', ...others],
  ...names.map((name) => {
    const { by } = measured.get(name);
    return [
      name,
      ...others.map((other) => {
        const [mine, theirs] = [by.get(flags.against), by.get(other)];
        if (mine === undefined || theirs === undefined) return '-';
        const seeds = [...mine.keys()].filter((seed) => theirs.has(seed));
        const log = (value) => Math.log(Math.min(Math.max(value, 1e-12), 1e300));
        const gaps = seeds.map((seed) => log(theirs.get(seed).at(-1)) - log(mine.get(seed).at(-1)));
        const count = (of) => gaps.filter(of).length;
        return `${count((g) => g > 0)} / ${count((g) => g === 0)} / ${count((g) => g < 0)}, p ${wilcoxon(gaps).toPrecision(2)}`;
      }),
    ];
  }),
]);
