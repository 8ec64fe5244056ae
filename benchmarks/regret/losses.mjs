// Where another one is ahead of bayes.
import { pair } from './pairs.mjs';
import { show } from './tables.mjs';

/** Where regret is read early, in trials. */
const EARLY = 20;

/** Everybody else with whom `mine` shares a seed on a problem, compared at one checkpoint. */
const others = (problem, strategies, mine, checkpoint) =>
  strategies
    .filter((other) => other !== mine)
    .map((other) => ({ other, ...pair(problem, mine, other, checkpoint) }))
    .filter(({ seeds }) => seeds !== undefined);

/**
 * At N, over the seeds that both have: where more of them are lost than won, or where the median is
 * worse. The one does not follow from the other, so both are said.
 */
export function losses(measured, strategies, mine) {
  const behind = [...measured].flatMap(([name, problem]) =>
    others(problem, strategies, mine)
      .filter(({ wins, losses: lost, medians }) => lost > wins || medians.mine > medians.theirs)
      .map((seen) => ({ name, ...seen })),
  );
  if (behind.length === 0)
    return `${mine} is behind no other, neither in seeds won nor in the median.`;
  return behind
    .toSorted((a, b) => a.p - b.p)
    .map(({ name, other, wins, ties, losses: lost, seeds, medians, p }) => {
      const equal = ties > 0 ? `, ${ties} equal` : '';
      const ends = `median ${show(medians.theirs)}, ${mine} ${show(medians.mine)}`;
      return `- ${name}: ${other} is ahead in ${lost} of ${seeds}, ${mine} in ${wins}${equal}; ${ends} (p ${show(p)})`;
    })
    .join('\n');
}

/** The problems where the median of `mine` is worse early, and than whose: a line for each. */
export function earlyLosses(measured, strategies, mine) {
  const lines = [...measured].flatMap(([name, problem]) => {
    const ahead = others(problem, strategies, mine, problem.checkpoints.indexOf(EARLY)).filter(
      ({ medians }) => medians.mine > medians.theirs,
    );
    if (ahead.length === 0) return [];
    const said = ahead.map(
      ({ other, seeds, medians }) =>
        `${other} ${show(medians.theirs)} to ${show(medians.mine)} (seeds: ${seeds})`,
    );
    return [`- ${name}: ${said.join(', ')}`];
  });
  return lines.length === 0 ? `${mine} is behind no other in the median.` : lines.join('\n');
}
