import { scoringOf } from './choice.ts';
import type { Comparison } from './comparison.ts';
import type { Design } from './design.ts';
import { Race } from './race.ts';
import { rankingOf, type Ranking } from './ranking.ts';
import { runResultOf, type RunTrials } from './run-result.ts';
import { shareInterval } from './statistics/share-interval.ts';
import { withoutFailed, type StrategyFailure } from './strategy-failure.ts';
import { resultsOf } from './strategy-results.ts';
import { summaryOf } from './strategy-summary.ts';
import { judge, type Verdict } from './verdict/verdict.ts';

/** By the labels of strategies. */
type Failures = ReadonlyMap<string, StrategyFailure>;

const NONE: Failures = new Map();

/**
 * The result of a comparison, made of its stored trials and scores alone. The order of the strategies decides
 * nothing but the order of the summaries.
 * @param failures  strategies that are left out of the verdict
 */
export function summarize(
  design: Design,
  runs: readonly RunTrials[],
  failures: Failures = NONE,
): Comparison {
  const { objective, trials, repeats, seed } = design;
  const { ranking, dropped } = standing(design, runs, failures);
  const { judgedBy, ranked, wholeRepeats } = ranking;
  const [first, second] = ranked;
  const target = (second ?? first)?.searchMedian;
  const scoring = judgedBy === 'search' ? undefined : scoringOf(design);
  const { samples } = scoring?.objective ?? objective;
  const failed = runs
    .filter(({ label }) => failures.has(label))
    .map((run) => runResultOf(run, design));
  return {
    objective: objective.name,
    ...(objective.preset === undefined ? {} : { preset: objective.preset }),
    direction: objective.direction,
    trials,
    ...(design.seconds === undefined ? {} : { seconds: design.seconds }),
    repeats,
    seed,
    ...(design.pruner === undefined ? {} : { pruner: design.pruner.name }),
    judgedBy,
    ...(scoring === undefined ? {} : { testDescription: scoring.description }),
    strategies: design.contenders.map(({ label }) => {
      const own = ranking.strategies.find((one) => one.label === label);
      const results = own ?? {
        ...resultsOf(label, failed, objective.direction, judgedBy),
        ...{ median: undefined, searchMedian: undefined },
      };
      const context = { judgedBy, target, droppedAfter: dropped.get(label) };
      return summaryOf(results, design, { ...context, failure: failures.get(label) });
    }),
    wholeRepeats,
    target: target ?? null,
    leader: first?.label ?? null,
    ...(first?.median === undefined || samples === undefined
      ? {}
      : { interval: shareInterval(first.median, samples) }),
    verdict: judge(ranking.judged, ranking.rules),
  };
}

/** What the stored trials say about which strategy is the best one. */
export function verdictOf(design: Design, runs: readonly RunTrials[]): Verdict {
  const { judged, rules } = standing(design, runs, NONE).ranking;
  return judge(judged, rules);
}

function standing(
  all: Design,
  allRuns: readonly RunTrials[],
  failures: Failures,
): { readonly ranking: Ranking; readonly dropped: ReadonlyMap<string, number> } {
  const design = withoutFailed(all, failures);
  const runs = allRuns.filter(({ label }) => !failures.has(label));
  if (design.untilDecided === true) {
    const race = Race.of(design, runs);
    const { dropped } = race;
    return { ranking: rankingOf(design, race.runs, dropped), dropped };
  }
  const results = runs.map((run) => runResultOf(run, design));
  return { ranking: rankingOf(design, results), dropped: new Map() };
}
