import { createStudy, float, space, type Space } from '@tune/core';
import { createRng, historyOf } from '@tune/core/plugin';
import { expect, test } from 'vitest';
import { bayes } from './bayes.ts';
import { drawPoints, historyWith } from './histories.test-util.ts';
import { surrogate } from './surrogate.ts';

const s = space({ x: float(-1, 3), y: float(0, 10) });
const valley = ({ x, y }: { x: number; y: number }): number => (x - 1) ** 2 + (y - 4) ** 2 / 10;

interface ModelMeta {
  readonly phase: string;
  readonly mean?: number;
  readonly variance?: number;
  readonly region?: number;
  readonly predictedLoss?: number;
}

test.each([
  ['with its defaults', {}, 0],
  ['without a box', { trustRegion: false }, 0],
  ['with noise', { noise: 'infer' as const }, 0.3],
])('is the model of the next suggestion, %s', async (_, options, deviation) => {
  const budget = { trials: 24 };
  const study = await createStudy({ space: s, strategy: bayes(options), seed: 3, budget });
  const rng = createRng(1);
  const phases: string[] = [];
  for (let trial = await study.ask(); trial !== undefined; trial = await study.ask()) {
    const { phase, mean, variance, region, predictedLoss } = trial.meta as unknown as ModelMeta;
    phases.push(phase);
    const ended = historyOf(study.trials.slice(0, -1), study.direction);
    const model = await surrogate(s, ended, { ...options, budget });
    if (phase === 'model') {
      const { loss, ...found } = model!.predict([trial.point]);
      // The search gives the row before it is decoded, so the last bits of a point differ.
      expect(found.mean[0]).toBeCloseTo(mean!, 6);
      expect(found.variance[0]).toBeCloseTo(variance!, 6);
      expect(loss[0]).toBeCloseTo(predictedLoss!, 5);
      expect(model!.region?.side).toBe(region);
      expect(model!.observations).toBe(trial.number - 1);
      if (region !== undefined) expect(model!.region!.center).toEqual(ended.incumbent!.point);
    }
    model?.dispose();
    await study.tell(trial, valley(trial.point) + deviation * rng.normal());
  }
  expect(phases.filter((phase) => phase === 'model').length).toBeGreaterThan(15);
});

test('passes through exact values, with less certainty away from them', async () => {
  const points = drawPoints(s as unknown as Space, 20, createRng(4)) as { x: number; y: number }[];
  const history = historyWith(points, points.map(valley));
  const model = (await surrogate(s, history, { noise: 'deterministic', trustRegion: false }))!;
  const at = model.predict(points);
  points.forEach((point, i) => expect(at.loss[i]).toBeCloseTo(valley(point), 1));
  expect(Math.max(...at.variance)).toBeLessThan(1e-4);
  const [corner] = model.predict([{ x: -1, y: 10 }]).variance;
  expect(corner).toBeGreaterThan(10 * Math.max(...at.variance));
  model.dispose();
});

test('there is none without a complete trial, or of equal losses', async () => {
  const points = drawPoints(s as unknown as Space, 4, createRng(4));
  expect(await surrogate(s, historyWith([], []))).toBeUndefined();
  expect(await surrogate(s, historyWith(points, [NaN, NaN, NaN, NaN]))).toBeUndefined();
  expect(await surrogate(s, historyWith(points, [2, 2, 2, 2]))).toBeUndefined();
});

test('refuses unknown options by name', async () => {
  const history = historyWith([], []);
  await expect(surrogate(s, history, { acquisition: 'ucb' } as object)).rejects.toThrow(
    /"acquisition"/,
  );
});
