import { describeStrategy } from '@tune/testkit/node';
import nearby from './nearby.mjs';

describeStrategy('nearby', () => nearby());
describeStrategy('nearby?radius=0.1', () => nearby({ radius: 0.1 }));
