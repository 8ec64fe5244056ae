import { createRng } from '@tune/core/plugin';
import { describe, expect, it } from 'vitest';
import { fitTable } from './fit.ts';
import {
  accuracyAt,
  accuracyOf,
  IMAGES,
  logitAt,
  logitOf,
  SPACES,
  type TablePoint,
  type TableRow,
} from './surface.ts';

const STDDEV = 0.15;

/** A ridge in log lr, highest at lr 0.002 and dropout 0.3. */
const truth = ({ lr, dropout2Rate }: TablePoint): number =>
  4 - 1.2 * Math.log10(lr / 0.002) ** 2 - 8 * (dropout2Rate - 0.3) ** 2;

const pointAt = (unit: readonly number[]) => SPACES.log.decode(unit) as TablePoint;

/** Eighty points, every fourth trained twice. */
function table(seed: number): TableRow[] {
  const rng = createRng(seed);
  return Array.from({ length: 80 }, () => pointAt([rng.next(), rng.next()])).flatMap((point, i) =>
    Array.from({ length: i % 4 === 0 ? 2 : 1 }, () => ({
      point,
      seconds: i,
      accuracy: Math.round(accuracyOf(truth(point) + STDDEV * rng.normal()) * IMAGES) / IMAGES,
    })),
  );
}

describe('a fitted table', () => {
  const rows = table(1);
  const surface = fitTable(rows);

  it('counts trainings and points, and finds the scale of lr', () => {
    expect(surface).toMatchObject({ rows: 100, points: 80, scale: 'log' });
    expect(surface.noise.differences).toBe(20);
    expect(surface.seconds).toBe(39.5);
  });

  it('is closer to the truth than a single training', () => {
    const rng = createRng(2);
    const errors = Array.from({ length: 300 }, () => {
      const point = pointAt([rng.next(), rng.next()]);
      return logitAt(surface, point) - truth(point);
    });
    const error = Math.sqrt(errors.reduce((sum, one) => sum + one ** 2, 0) / errors.length);
    expect(error).toBeLessThan(STDDEV / 1.5);
  });

  it('estimates the noise and its own prediction error', () => {
    expect(Math.exp(surface.noise.logStddev)).toBeGreaterThan(STDDEV / 1.6);
    expect(Math.exp(surface.noise.logStddev)).toBeLessThan(STDDEV * 1.6);
    expect(surface.leaveOneOutError).toBeLessThan(surface.meanError);
    // Other trainings of the same truth are predicted about as well as the estimate says.
    const other = table(3);
    const errors = other.map(({ point, accuracy }) => accuracy - accuracyAt(surface, point, 0));
    const error = Math.sqrt(errors.reduce((sum, one) => sum + one ** 2, 0) / errors.length);
    expect(error / surface.leaveOneOutError).toBeGreaterThan(0.5);
    expect(error / surface.leaveOneOutError).toBeLessThan(2);
  });

  it('is highest at the point that it names', () => {
    const rng = createRng(4);
    const { best } = surface;
    expect(accuracyAt(surface, best.point, 0)).toBe(best.accuracy);
    for (let draw = 0; draw < 2000; draw++) {
      const point = SPACES.linear.decode([rng.next(), rng.next()]) as TablePoint;
      expect(accuracyAt(surface, point, 0)).toBeLessThanOrEqual(best.accuracy);
    }
    // Also between the points of a lattice.
    const [u, v] = SPACES.linear.encode(best.point) as unknown as [number, number];
    for (const step of [0.004, 0.001, 1e-4]) {
      for (const [du, dv] of [
        [step, 0],
        [-step, 0],
        [0, step],
        [0, -step],
      ] as const) {
        const near = SPACES.linear.decode([u + du, v + dv]) as TablePoint;
        expect(accuracyAt(surface, near, 0)).toBeLessThanOrEqual(best.accuracy);
      }
    }
    expect(best.point.lr).toBeGreaterThan(0.001);
    expect(best.point.lr).toBeLessThan(0.004);
  });

  it('is bit for bit the same for equal rows, and survives JSON', () => {
    expect(fitTable(rows)).toEqual(surface);
    expect(JSON.parse(JSON.stringify(surface))).toEqual(surface);
  });

  it('leaves out all trainings of a point together', () => {
    // Each training three times: if copies were left in, the error would be nearly 0.
    const tripled = [0, 1, 2].flatMap((copy) =>
      rows.map((row) => ({ ...row, accuracy: row.accuracy + (copy - 1) / IMAGES })),
    );
    const { leaveOneOutError } = fitTable(tripled.filter(({ accuracy }) => accuracy <= 1));
    expect(leaveOneOutError / surface.leaveOneOutError).toBeGreaterThan(0.7);
  });
});

it('accuracies of 0 and 1 have finite logits', () => {
  for (const hits of [0, 1, 320, 639, 640]) {
    expect(accuracyOf(logitOf(hits / IMAGES))).toBeCloseTo(hits / IMAGES, 12);
  }
});
