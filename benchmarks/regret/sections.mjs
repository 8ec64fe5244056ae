// What the report says, as Markdown: each function is one section of it.
import { all, bar } from './problems.mjs';
import { overall, pair } from './pairs.mjs';
import { ranking } from './ranking.mjs';
import { median, quantile } from './regrets.mjs';

/** Regrets and p in two digits, shortly: 0.0042, 1.3e-5, 610. */
export const show = (value) => {
  if (value === undefined) return '-';
  if (value === Infinity) return 'none valid';
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(2));
  if (rounded >= 0.001 && rounded < 1e5) return String(rounded);
  return rounded.toExponential().replace('e+', 'e');
};

export function table(rows) {
  const widths = rows[0].map((_, j) => Math.max(3, ...rows.map((row) => row[j].length)));
  const line = (row) => `| ${row.map((cell, j) => cell.padEnd(widths[j])).join(' | ')} |`;
  const [head, ...rest] = rows;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rest.map(line)].join('\n');
}

const list = (items) => items.map((item) => `- ${item}`).join('\n');
const problemTitle = (name) => `${name} (${all[name].trials})`;

/** Who ran, in which version, when, on what, and how often. */
export function sources(runs, strategies) {
  const distinct = (own, key) => [...new Set(own.map((run) => run[key]))].toSorted().join(', ');
  return table([
    ['strategy', 'version', 'measured', 'processor', 'runs'],
    ...strategies.map((strategy) => {
      const own = runs.filter((run) => run.strategy === strategy);
      const days = own.map(({ date }) => date).toSorted();
      const when = days[0] === days.at(-1) ? days[0] : `${days[0]} .. ${days.at(-1)}`;
      return [strategy, distinct(own, 'version'), when ?? '-', distinct(own, 'machine'), `${own.length}`];
    }),
  ]);
}

/** Medians at 20 / 40 / N; with `quartiles` also the first and third at N. */
export function medians(measured, strategies, { quartiles }) {
  return table([
    ['problem (N)', ...strategies],
    ...[...measured].map(([name, { checkpoints, by }]) => [
      problemTitle(name),
      ...strategies.map((strategy) => {
        if (!by.has(strategy)) return 'not run';
        const runs = [...by.get(strategy).values()];
        const at = (share) => checkpoints.map((_, c) => show(quantile(runs.map((run) => run[c]), share)));
        const spread = quartiles ? ` (${at(0.25).at(-1)} .. ${at(0.75).at(-1)})` : '';
        return `${at(0.5).join(' / ')}${spread} [${runs.length}]`;
      }),
    ]),
  ]);
}

/** First, second and third quartile at every checkpoint, a row for each problem and strategy. */
export function quartileRows(measured, strategies) {
  return table([
    ['problem (N)', 'strategy', 'seeds', 'at 20', 'at 40', 'at N'],
    ...[...measured].flatMap(([name, { checkpoints, by }]) =>
      strategies
        .filter((strategy) => by.has(strategy))
        .map((strategy) => {
          const runs = [...by.get(strategy).values()];
          const cell = (c) => [0.25, 0.5, 0.75].map((share) => show(quantile(runs.map((run) => run[c]), share))).join(' / ');
          const last = cell(checkpoints.length - 1);
          const at = (trials) => (checkpoints.includes(trials) ? cell(checkpoints.indexOf(trials)) : '-');
          return [problemTitle(name), strategy, `${runs.length}`, at(20), at(40), last];
        }),
    ),
  ]);
}

/** Ranks among those that were run on every one of these problems; the others are named. */
export function ranks(measured, strategies) {
  const everywhere = strategies.filter((strategy) =>
    [...measured.values()].every(({ by }) => by.has(strategy)),
  );
  const left = strategies.filter((strategy) => !everywhere.includes(strategy));
  const leftOut = left.length > 0 ? ` Not run on all of them, so not ranked here: ${left.join(', ')}.` : '';
  if (everywhere.length < 2) return `No two strategies were run on all of these.${leftOut}`;
  const { problems, rows } = ranking(measured, everywhere);
  if (rows.length === 0) return `No seed is shared by ${everywhere.join(', ')}.${leftOut}`;
  const seeds = problems.map(({ name, seeds: shared }) => `${name} ${shared}`).join(', ');
  const lost = measured.size - problems.length;
  const without = lost > 0 ? ` ${lost} problems have no seed that all share.` : '';
  return [
    `Average rank at N, 1 is best, of ${everywhere.length} strategies over ${problems.length} problems of equal weight, on the seeds that all of them were run with (${seeds}).${without}${leftOut}`,
    table([
      ['strategy', 'rank', '95 % interval'],
      ...rows.map(({ strategy, rank, low, high }) => [strategy, rank.toFixed(2), `${low.toFixed(2)} .. ${high.toFixed(2)}`]),
    ]),
  ].join('\n\n');
}

/** `mine` against each: seeds won / tied / lost with p on each problem, and over problems. */
export function duels(measured, strategies, mine) {
  const others = strategies.filter((strategy) => strategy !== mine);
  const scores = ({ wins, ties, losses, p }) => `${wins} / ${ties} / ${losses}, p ${show(p)}`;
  return table([
    ['problem', ...others],
    ...[...measured].map(([name, problem]) => [
      name,
      ...others.map((other) => {
        const seen = pair(problem, mine, other);
        return seen === undefined ? '-' : scores(seen);
      }),
    ]),
    [
      'over problems',
      ...others.map((other) => {
        const seen = overall(measured, mine, other);
        return seen === undefined ? '-' : scores(seen);
      }),
    ],
  ]);
}

/** Where another one is ahead of `mine`: in the median at N, over the seeds that both have. */
export function losses(measured, strategies, mine) {
  const behind = [...measured].flatMap(([name, problem]) =>
    strategies.flatMap((other) => {
      const seen = other === mine ? undefined : pair(problem, mine, other);
      return seen !== undefined && seen.losses > seen.wins ? [{ name, other, ...seen }] : [];
    }),
  );
  if (behind.length === 0) return `${mine} is behind nobody in more than half of the shared seeds.`;
  return list(
    behind
      .toSorted((a, b) => a.p - b.p)
      .map(({ name, other, wins, ties, losses: lost, p }) => `${name}: ${other} is ahead in ${lost} seeds, ${mine} in ${wins}${ties > 0 ? `, ${ties} equal` : ''} (p ${show(p)})`),
  );
}

/** For a problem with a second-best basin: how many seeds ended below what that has to offer. */
export function basins(measured, strategies) {
  return [...measured]
    .filter(([name]) => all[name].secondBest !== undefined)
    .map(([name, { by }]) => {
      const { secondBest } = all[name];
      const shares = strategies
        .filter((strategy) => by.has(strategy))
        .map((strategy) => {
          const runs = [...by.get(strategy).values()];
          return `${strategy} ${runs.filter((run) => run.at(-1) < secondBest).length} of ${runs.length}`;
        });
      return `${name}, seeds that end in the right basin (regret below ${secondBest}, where the second-best minimum lies): ${shares.join(', ')}.`;
    })
    .join('\n\n');
}

/** What is aimed at, and what was measured. */
export function aims(measured, strategies, mine) {
  const row = (what, aim, is, holds) => [what, aim, is, holds ? 'yes' : 'no'];
  const reach = ({ name, at, atMost }) => {
    const { checkpoints, by } = measured.get(name);
    const found = median([...by.get(mine).values()].map((run) => run[checkpoints.indexOf(at)]));
    return row(`${name}, median at ${at}`, `at most ${show(atMost)}`, show(found), found <= atMost);
  };
  const place = (name) => {
    const { by } = measured.get(name);
    const others = strategies.filter((strategy) => strategy !== mine && by.has(strategy));
    const end = (strategy) => median([...by.get(strategy).values()].map((run) => run.at(-1)));
    const ahead = others.filter((other) => end(other) < end(mine));
    const is = `${ahead.length + 1} of ${others.length + 1}${ahead.length > 0 ? `, behind ${ahead.join(', ')}` : ''}`;
    return row(`${name}, place at N`, 'second or better', is, ahead.length < 2);
  };
  const there = (name) => measured.get(name)?.by.has(mine);
  return table([
    ['what', 'aim', 'measured', 'holds'],
    ...AIMS.reach.filter(({ name }) => there(name)).map(reach),
    ...AIMS.second.filter(there).map(place),
  ]);
}

const AIMS = {
  reach: [
    { name: 'branin', at: 20, atMost: 0.01 },
    { name: 'hpo6mixed', at: 60, atMost: 1e-4 },
    { name: 'hartmann6', at: 80, atMost: 1e-3 },
  ],
  second: bar,
};
