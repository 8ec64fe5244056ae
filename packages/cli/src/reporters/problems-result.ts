import type { ProblemsComparison, ProblemsPair, ProblemVerdict } from '@tune/compare';
import { terminalWidth } from '../process/output.ts';
import type { Line } from '../terminal/line.ts';
import { rankLines } from '../terminal/rank-picture.ts';
import { alignFirst, pick } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import { countOf, percent } from './format.ts';
import { listed } from './listed.ts';
import { verdictLines } from './verdict-lines.ts';

/**
 * The result of several problems for people: who is the best, average ranks as a picture, and what each problem
 * says by itself.
 * @param labels  the strategies in the order of their colors
 */
export function problemsLines(
  problems: ProblemsComparison,
  labels: readonly string[],
  width = terminalWidth(),
): Line[] {
  const { strategies, groups } = problems;
  const picture = rankLines(
    { strategies, groups, indexOf: (name) => labels.indexOf(name) },
    Number.isFinite(width) ? width : 80,
  );
  return [
    '',
    ...verdictLines(problemsVerdict(problems), width),
    ...(picture.length === 0 ? [] : ['', ...rankTitle(problems, width), ...picture]),
    '',
    ...problemTable(problems, width),
  ];
}

const rankTitle = ({ problems }: ProblemsComparison, width: number): Line[] =>
  wrap(
    ` average rank over ${countOf(problems.length, 'problem')}, 1 is best, with 95 % intervals`,
    width,
  ).map((text) => ({ text, style: 'dim' }));

/** Who is the best over all problems, and how sure that is, in sentences. */
export function problemsVerdict(comparison: ProblemsComparison): string {
  const { leader, answer, scope, pairs, strategies, problems } = comparison;
  const [first] = strategies;
  if (leader === null || first === undefined)
    return 'No problem has a result: there is nothing to compare.';
  if (strategies.length === 1) return `Only ${leader} took part: there is nothing to compare.`;
  const interval = first.rankInterval;
  const within =
    interval === null ? '' : ` (95 %: ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`;
  const rank = `average rank ${first.averageRank.toFixed(2)}${within}`;
  const own = pairs.filter((pair) => pair.first === leader);
  const ahead = listed(own.map(aheadText));
  const on =
    scope === 'problems like these'
      ? 'on problems like these'
      : `on all ${problems.length} problems`;
  if (answer === 'better') return `${leader} is best ${on}: ${rank}, ${ahead}.`;
  if (answer === 'equal') {
    const equal = own.filter((pair) => pair.answer !== 'better').map(({ second }) => second);
    return `${listed([leader, ...equal])} are practically equal ${on}. ${leader} has the ${rank}.`;
  }
  return `${leader} leads: ${rank}, ${ahead}. ${openText(comparison)}`;
}

/** `ahead of random in 93 % of runs (85 % to 98 %)` */
function aheadText({ second, probability, probabilityInterval }: ProblemsPair): string {
  const within =
    probabilityInterval === null
      ? ''
      : ` (95 %: ${percent(probabilityInterval.low)} to ${percent(probabilityInterval.high)} %)`;
  return `ahead of ${second} in ${percent(probability ?? 0)} % of runs${within}`;
}

/** What is not known yet, and what it would take. */
function openText({ problems, pairs, leader }: ProblemsComparison): string {
  const open = pairs.filter((pair) => pair.first === leader && pair.answer !== 'better');
  const against = listed(
    open.map(({ second, counts }) => `on ${counts.better} of them it is better than ${second}`),
  );
  const few =
    problems.length < LEAST_PROBLEMS
      ? ` Fewer than ${LEAST_PROBLEMS} problems have to agree one by one.`
      : '';
  return `${countOf(problems.length, 'problem')} cannot tell yet: ${against}.${few} More repeats or more problems would tell.`;
}

/** Fewer cannot reject by a test over problems. */
const LEAST_PROBLEMS = 6;

/** Each problem with its own verdict, and the mean rank of each strategy on it. */
function problemTable({ problems, strategies }: ProblemsComparison, width: number): Line[] {
  const heads = ['problem', 'verdict', 'repeats', ...strategies.map(({ name }) => name)];
  const rows = problems.map((problem, index) => [
    ...[nameOf(problem), verdictOf(problem), String(problem.repeats)],
    ...strategies.map(({ ranks }) => ranks[index]?.toFixed(2) ?? '-'),
  ]);
  const table = [heads, ...rows];
  const [head = '', ...body] = alignFirst(
    [table, pick(table, [0, 1, 2]), pick(table, [0, 1])],
    width,
  );
  return [{ text: head, style: 'dim' }, ...body];
}

const nameOf = ({ objective, preset }: ProblemVerdict): string =>
  preset === undefined ? objective : `${objective} ${preset}`;

function verdictOf({ leader, answer }: ProblemVerdict): string {
  if (leader === null) return 'no result';
  if (answer === 'better') return `${leader} is best`;
  return answer === 'equal' ? `practically equal` : `${leader} leads`;
}
