export { compare, type ComparisonResult } from './compare.ts';
export type { Comparison, StrategySummary } from './comparison.ts';
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
export { compareError } from './errors.ts';
export type { ComparisonEvent } from './events.ts';
export type { HeldOutTest, HeldOutTestEvent } from './held-out-test.ts';
export type { CompareOptions, Limits } from './options.ts';
export { allSignificant, median, shareInterval, type Interval } from './statistics.ts';
export type { RunTrials } from './strategy-results.ts';
export { summarize } from './summary.ts';
export { leastPValue, signedRankSum, wilcoxon } from './wilcoxon.ts';
export { isWinner, leastRepeats, SIGNIFICANCE } from './winner.ts';
export { withGrace } from './with-grace.ts';
