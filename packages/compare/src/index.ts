export { abandonableObjective, unlessAbandoned } from './abandon.ts';
export {
  budgetOf,
  checkDesign,
  repeatSeed,
  type Contender,
  type Design,
  type Lane,
} from './design.ts';
export { compare, type ComparisonEvent, type Surroundings } from './experiment.ts';
export type { FinalTest, FinalTestEvent } from './final-test.ts';
export { allSignificant, median, shareInterval, type Interval } from './statistics.ts';
export { summarize, type Comparison, type LaneTrials, type StrategySummary } from './summary.ts';
export { leastPValue, signedRankSum, wilcoxon } from './wilcoxon.ts';
export { isWinner, leastRepeats, SIGNIFICANCE } from './winner.ts';
