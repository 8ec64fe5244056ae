export { bayes, type BayesOptions } from './bayes/bayes.ts';
export { diagnoseGaussianProcess } from './bayes/load.ts';
export { builtInStrategies, type StrategyFactory } from './built-in.ts';
export { grid, gridLevels } from './grid.ts';
export { builtInPruners, type PrunerFactory } from './pruners/built-in.ts';
export { halving, type HalvingOptions } from './pruners/halving.ts';
export { median, type MedianOptions } from './pruners/median.ts';
export { random } from './random.ts';
export { sobol, type Sobol } from './sobol.ts';
