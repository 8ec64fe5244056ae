export { ackley } from './ackley.ts';
export { branin, type BraninPoint } from './branin.ts';
export { discreteAckley, discreteHartmann } from './discrete.ts';
export { gramacy, type GramacyPoint } from './gramacy.ts';
export { hartmann6, type Hartmann6Point } from './hartmann6.ts';
export { hpo6mixed, type Hpo6MixedPoint } from './hpo6mixed.ts';
export { jenatton, type JenattonPoint } from './jenatton.ts';
export { levy } from './levy.ts';
export { rosenbrock } from './rosenbrock.ts';
