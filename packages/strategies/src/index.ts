export { bayes, type BayesOptions } from './bayes/bayes.ts';
export { explain, type Explanation } from './bayes/explain.ts';
export { diagnoseGaussianProcess } from './bayes/model/load.ts';
export {
  surrogate,
  type Predictions,
  type Surrogate,
  type SurrogateOptions,
} from './bayes/surrogate.ts';
export { builtInStrategies, type StrategyFactory } from './built-in.ts';
export { grid, gridLevels } from './grid/grid.ts';
export { builtInPruners, type PrunerFactory } from './pruners/built-in.ts';
export { halving, type HalvingOptions } from './pruners/halving.ts';
export { median, type MedianOptions } from './pruners/median.ts';
export { random } from './random.ts';
export { sobol, type Sobol } from './sampling/sobol.ts';
