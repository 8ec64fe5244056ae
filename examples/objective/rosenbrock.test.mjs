import { describeObjective } from '@tune/testkit/node';
import rosenbrock from './rosenbrock.mjs';

describeObjective('rosenbrock', () => rosenbrock);
