export { checkClaim } from './claims/check-claim.ts';
export type { CheckedClaim, Claim } from './claims/claim.ts';
export { compare, type ComparisonResult } from './compare.ts';
export type { Choice, Comparison, Curve, StrategySummary } from './comparison.ts';
export {
  budgetOf,
  checkDesign,
  MAX_REPEATS,
  repeatSeed,
  studyNameOf,
  type Contender,
  type Design,
  type Run,
} from './design.ts';
export type { OrderEffect } from './check/order-effect.ts';
export type { EqualRuns, FalseWinners, Share } from './check/relabel.ts';
export { selfCheck, type SelfCheck, type SelfCheckOptions } from './check/self-check.ts';
export type { Trend } from './check/trend.ts';
export { isScoreStudy, scoringOf, type Scoring } from './choice.ts';
export { compareError } from './errors.ts';
export type { ComparisonEvent } from './events.ts';
export type { CompareOptions, Limits } from './options.ts';
export { seedsOf, type RunSeeds } from './seeds.ts';
export type { Problem } from './problems/ranked-problem.ts';
export { summarizeProblems } from './problems/summarize-problems.ts';
export type {
  PairCounts,
  ProblemsComparison,
  ProblemsPair,
  ProblemVerdict,
  StrategyRanks,
} from './problems/problems-comparison.ts';
export {
  interquartileMean,
  optimalityGap,
  percentileInterval,
  probabilityOfImprovement,
} from './statistics/aggregates.ts';
export { friedman, type FriedmanTest } from './statistics/friedman.ts';
export { holm } from './statistics/holm.ts';
export { locationShift, type LocationShift } from './statistics/location-shift.ts';
export { median } from './statistics/median.ts';
export { midranks } from './statistics/ranks.ts';
export { SequentialTest } from './statistics/sequential-test.ts';
export { shareInterval, type Interval } from './statistics/share-interval.ts';
export { signPosterior, type SignCounts } from './statistics/sign-posterior.ts';
export { signedRankSum, wilcoxon } from './statistics/wilcoxon.ts';
export { studentizedRangeBelow, studentizedRangeQuantile } from './statistics/studentized-range.ts';
export { winProbability, type WinProbability } from './statistics/win-probability.ts';
export { planOf, type Plan } from './plan.ts';
export type { RunTrials } from './run-result.ts';
export { storedRuns, type StoredRun } from './stored-runs.ts';
export { strategyFailure, type StrategyFailure } from './strategy-failure.ts';
export { summarize, verdictOf } from './summary.ts';
export { breakEven, type BreakEven, type Effort } from './verdict/break-even.ts';
export { costRatio, type CostRatio, type RunCurve } from './verdict/cost-ratio.ts';
export { decide, SIGNIFICANCE, type Answer, type Signs } from './verdict/decide.ts';
export { judgePair, type JudgingRules, type PairJudgement } from './verdict/judge-pair.ts';
export { extendedLevel, FIXED_LEVEL } from './verdict/levels.ts';
export { moreRepeats } from './verdict/more-repeats.ts';
export { defaultRope } from './verdict/rope.ts';
export { SequentialSigns } from './verdict/sequential-signs.ts';
export {
  judge,
  type JudgedRun,
  type JudgedStrategy,
  type PairVerdict,
  type Verdict,
} from './verdict/verdict.ts';
export { withGrace } from './with-grace.ts';
