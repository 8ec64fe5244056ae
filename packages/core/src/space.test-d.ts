// Checked by the type checker alone: `npm run lint` compiles this file.
import { categorical, float, int, space } from './index.ts';

const s = space({
  lr: float(1e-4, 1e-2, { log: true }),
  units: int(128, 384, { step: 128 }),
  act: categorical(['relu', 'elu']),
});
const point = s.decode([0.5, 0.5, 0.5]);

export const lr: number = point.lr;
export const units: number = point.units;
export const act: 'relu' | 'elu' = point.act;

// @ts-expect-error an activation that is not a choice
s.encode({ lr: 1e-3, units: 128, act: 'tanh' });
// @ts-expect-error a parameter is missing
s.encode({ lr: 1e-3, units: 128 });
// @ts-expect-error no such parameter
export const missing = point.momentum;
