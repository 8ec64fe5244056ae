// The sections of the report, as Markdown.
import { all } from './problems.mjs';
import { only } from './evidence.mjs';
import { overall, pair } from './pairs.mjs';
import { ranking, takingPart } from './ranking.mjs';
import { median, quantile } from './regrets.mjs';
import { show, showRank, table } from './tables.mjs';
import { verifiedNote } from './verified.mjs';

const problemTitle = (name) => `${name} (${all[name].trials})`;

/** The versions of all strategies, with date, processor and number of runs. */
export function sources(runs, strategies) {
  const distinct = (own, key) => [...new Set(own.map((run) => run[key]))].toSorted().join(', ');
  const notes = strategies.flatMap((strategy) => {
    const own = runs.filter((run) => run.strategy === strategy);
    return verifiedNote(strategy, [...new Set(own.map(({ version }) => version))]) ?? [];
  });
  const versions = table([
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
  return [versions, ...notes].join('\n\n');
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

/**
 * Ranks among those with `least` seeds or more on enough of these problems, over the problems where all of
 * them have so many; who and what is left out is named.
 */
export function ranks(measured, strategies, { least = 1 } = {}) {
  const { taken, complete } = takingPart(measured, strategies, least);
  const left = strategies.filter((strategy) => !taken.includes(strategy));
  const seedsSaid = least === 1 ? 'a seed' : `${least} seeds`;
  const leftOut =
    left.length > 0
      ? ` Without ${seedsSaid} on ${complete.size === measured.size ? 'all' : 'enough'} of these, so not ranked here: ${left.join(', ')}.`
      : '';
  const { problems, rows } = ranking(complete, taken);
  if (rows.length === 0) return `No two strategies share ${seedsSaid} on any of these.`;
  const seeds = problems.map(({ name, seeds: shared }) => `${name} ${shared}`).join(', ');
  const counted = problems.map(({ name }) => name);
  const lost = [...measured.keys()].filter((name) => !counted.includes(name));
  const without =
    lost.length > 0 ? ` Left out, as not all have ${seedsSaid} there: ${lost.join(', ')}.` : '';
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

/**
 * Average ranks of some problems at a time, a row for each list of them: of those that are ranked on all.
 * @param groups  title → names of problems
 */
export function ranksByGroup(measured, strategies, groups, { least }) {
  const { taken, complete } = takingPart(measured, strategies, least);
  return table([
    ['problems', ...taken],
    ...Object.entries(groups).map(([title, names]) => {
      const { rows } = ranking(only(complete, names), taken);
      const cell = (strategy) => {
        const row = rows.find((one) => one.strategy === strategy);
        return row === undefined ? '-' : showRank(row);
      };
      return [`${title}: ${names.join(', ')}`, ...taken.map(cell)];
    }),
  ]);
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

/** For a problem with a known second-best minimum: how many seeds ended below it. */
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
