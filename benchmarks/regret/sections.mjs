// What the report says, as Markdown: each function is one section of it.
import { all } from './problems.mjs';
import { overall, pair } from './pairs.mjs';
import { ranking } from './ranking.mjs';
import { median, quantile } from './regrets.mjs';
import { show, table } from './tables.mjs';

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
      return [
        strategy,
        distinct(own, 'version'),
        when ?? '-',
        distinct(own, 'machine'),
        `${own.length}`,
      ];
    }),
  ]);
}

/** Medians at 20 / 40 / N, a row for each problem. */
export function medians(measured, strategies) {
  return table([
    ['problem (N)', ...strategies],
    ...[...measured].map(([name, { checkpoints, by }]) => [
      problemTitle(name),
      ...strategies.map((strategy) => {
        if (!by.has(strategy)) return 'not run';
        const runs = [...by.get(strategy).values()];
        const at = checkpoints.map((_, c) => show(median(runs.map((run) => run[c]))));
        return `${at.join(' / ')} [${runs.length}]`;
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
          const cell = (c) =>
            [0.25, 0.5, 0.75]
              .map((share) =>
                show(
                  quantile(
                    runs.map((run) => run[c]),
                    share,
                  ),
                ),
              )
              .join(' / ');
          const last = cell(checkpoints.length - 1);
          const at = (trials) =>
            checkpoints.includes(trials) ? cell(checkpoints.indexOf(trials)) : '-';
          return [problemTitle(name), strategy, `${runs.length}`, at(20), at(40), last];
        }),
    ),
  ]);
}

/** Ranks among those with `least` seeds or more on every one of these problems; others are named. */
export function ranks(measured, strategies, { least = 1 } = {}) {
  const enough = (strategy) =>
    [...measured.values()].every(({ by }) => (by.get(strategy)?.size ?? 0) >= least);
  const taken = strategies.filter(enough);
  const left = strategies.filter((strategy) => !enough(strategy));
  const seedsSaid = least === 1 ? 'a seed' : `${least} seeds`;
  const leftOut =
    left.length > 0 ? ` Without ${seedsSaid} on each, so not ranked here: ${left.join(', ')}.` : '';
  const { problems, rows } =
    taken.length < 2 ? { problems: [], rows: [] } : ranking(measured, taken);
  if (rows.length === 0) return `No two strategies share ${seedsSaid} on each of these.${leftOut}`;
  const seeds = problems.map(({ name, seeds: shared }) => `${name} ${shared}`).join(', ');
  const lost = measured.size - problems.length;
  const without = lost > 0 ? ` ${lost} problems have no seed that all share.` : '';
  return [
    `Average rank at N, 1 is best, of ${taken.length} strategies over ${problems.length} problems of equal weight, on the seeds that all of them were run with (${seeds}).${without}${leftOut}`,
    table([
      ['strategy', 'rank', '95 % interval'],
      ...rows.map(({ strategy, rank, low, high }) => [
        strategy,
        rank.toFixed(2),
        `${low.toFixed(2)} .. ${high.toFixed(2)}`,
      ]),
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
      .map(
        ({ name, other, wins, ties, losses: lost, seeds, p }) =>
          `${name}: ${other} is ahead in ${lost} of ${seeds}, ${mine} in ${wins}${ties > 0 ? `, ${ties} equal` : ''} (p ${show(p)})`,
      ),
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
