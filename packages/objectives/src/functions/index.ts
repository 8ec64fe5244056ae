export { branin, type BraninPoint } from './branin.ts';
export { hartmann6, type Hartmann6Point } from './hartmann6.ts';
