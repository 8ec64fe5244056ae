export { bayes, type BayesOptions } from './bayes/bayes.ts';
export { explain, type Explanation } from './bayes/explain.ts';
export { diagnoseGaussianProcess } from './bayes/load.ts';
export { builtInStrategies, type StrategyFactory } from './built-in.ts';
export { grid, gridLevels } from './grid.ts';
export { random } from './random.ts';
export { sobol, type Sobol } from './sobol.ts';
