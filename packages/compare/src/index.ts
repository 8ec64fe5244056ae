export {
  compare,
  repeatSeed,
  type ComparisonEvent,
  type Contender,
  type Design,
  type Lane,
  type Surroundings,
} from './experiment.ts';
export { allSignificant, median } from './statistics.ts';
export { leastRepeats, SIGNIFICANCE, type Comparison, type StrategySummary } from './summary.ts';
export { leastPValue, wilcoxon } from './wilcoxon.ts';
