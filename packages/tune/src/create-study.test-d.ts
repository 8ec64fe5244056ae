import { createStudy, categorical, float, int, space, type Study } from './index.ts';

const study = await createStudy({
  space: {
    lr: float(1e-5, 1e-1, { log: true }),
    units: int(1, 9),
    act: categorical(['relu', 'elu']),
  },
});
study satisfies Study<{
  readonly lr: number;
  readonly units: number;
  readonly act: 'relu' | 'elu';
}>;
await study.optimize(({ lr, units, act }) => (act === 'relu' ? lr * units : lr));
// @ts-expect-error the space has no parameter of this name
await study.optimize(({ rate }) => rate);

const typed = await createStudy({ space: space({ x: float(0, 1) }) });
typed.best?.point.x satisfies number | undefined;
// @ts-expect-error not a direction
await createStudy({ space: { x: float(0, 1) }, direction: 'min' });
