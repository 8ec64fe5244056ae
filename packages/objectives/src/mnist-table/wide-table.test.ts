import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EvaluateContext } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { describeObjective } from '@tune/testkit/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import { mnistPreset } from '../mnist/presets.ts';
import { mnistTable } from './mnist-table.ts';
import { readTrainings, readWideFit, WIDE_FILE, WIDE_FIT_FILE } from './wide-data.ts';
import { errorsOf, fitWide, leaveOneOut, wideAccuracyAt } from './wide-surface.ts';

const context = (seed: number): EvaluateContext => ({
  seed,
  signal: new AbortController().signal,
  report: () => undefined,
});
const table = readTrainings();
const { trainings } = table;
const objective = mnistTable({ preset: 'wide' });

for (const noise of [true, false]) {
  describeObjective(`wide, noise ${noise}`, () => mnistTable({ preset: 'wide', noise }));
}

describe('the wide table', () => {
  it('has the space, the metric and the images of the preset of mnist', () => {
    const { space, evaluation } = mnistPreset('wide');
    expect(objective.space.fingerprint).toBe(space.fingerprint);
    expect(objective).toMatchObject({ direction: 'maximize', samples: evaluation.count });
    expect(Object.keys(objective.presets ?? {})).toEqual(['tutorial', 'wide']);
  });

  it('states the leave-one-out error that its trainings have', () => {
    const fit = readWideFit(table);
    // Each point costs a fit, so that only some are predicted again; the benchmarks check them all.
    const EVERY = 8;
    const points = leaveOneOut(trainings, 'accuracy', EVERY);
    expect(points.length).toBe(Math.ceil(fit.points / EVERY));
    points.forEach(({ predicted }, index) => {
      expect(fit.predicted[index * EVERY]).toBeCloseTo(predicted, 9);
    });
    const measured = new Map<number, number[]>();
    for (const { number, accuracy } of trainings)
      measured.set(number, [...(measured.get(number) ?? []), accuracy]);
    const squares = [...measured.values()].map((accuracies, index) => {
      const mean = accuracies.reduce((sum, one) => sum + one, 0) / accuracies.length;
      return (mean - fit.predicted[index]!) ** 2;
    });
    const error = Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / squares.length);
    // The mean of two accuracies is not quite that of the mean logit.
    expect(fit.leaveOneOut.error / error).toBeCloseTo(1, 1);
  }, 60_000);

  it('would predict nothing if the accuracies belonged to other points', () => {
    // Negative control: every accuracy at the point of another training.
    const rng = createRng(1);
    const order = trainings.map((_, i) => [rng.next(), i] as const).toSorted(([a], [b]) => a - b);
    const shuffled = trainings.map((training, i) => ({
      ...training,
      number: i,
      accuracy: trainings[order[i]![1]]!.accuracy,
    }));
    const { error, meanError } = errorsOf(leaveOneOut(shuffled, 'accuracy', 5));
    expect(error).toBeGreaterThan(0.8 * meanError);
    const { leaveOneOut: real } = readWideFit(table);
    expect(real.error).toBeLessThan(0.7 * real.meanError);
  }, 60_000);

  it('has noise as large as the measured differences, and none in its test', async () => {
    const surface = fitWide(trainings, 'accuracy');
    const best = trainings.toSorted((a, b) => b.accuracy - a.accuracy)[0]!.point;
    const rng = createRng(2);
    const values: number[] = [];
    for (let draw = 0; draw < 2000; draw++)
      values.push((await objective.evaluate(best, context(rng.uint32()))) as number);
    const middle = wideAccuracyAt(surface, best);
    const stddev = Math.sqrt(
      values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length,
    );
    // 2,000 images alone give about 0.005.
    expect(stddev).toBeGreaterThan(0.003);
    expect(stddev).toBeLessThan(0.03);
    for (const value of values) {
      expect(Math.abs(value * 2000 - Math.round(value * 2000))).toBeLessThan(1e-6);
    }
    const scores = [1, 2].map((seed) => objective.test!().evaluate(best, context(seed)));
    expect(new Set(scores).size).toBe(1);
    expect(scores[0]).toBe(wideAccuracyAt(fitWide(trainings, 'tested'), best));
  });

  it('has no noise that lifts bad points above all good ones', async () => {
    const surface = fitWide(trainings, 'accuracy');
    const best = Math.max(...trainings.map(({ accuracy }) => accuracy));
    const bad = trainings.filter(({ point }) => wideAccuracyAt(surface, point) < 0.7);
    expect(bad.length).toBeGreaterThan(10);
    const rng = createRng(4);
    for (const { point } of bad) {
      for (let draw = 0; draw < 200; draw++)
        expect(await objective.evaluate(point, context(rng.uint32()))).toBeLessThan(best - 0.01);
    }
  });

  it('says how long the training would take', async () => {
    const secondsAt = async (filters: number) => {
      const spent: number[] = [];
      const { point } = trainings[0]!;
      await objective.evaluate(
        { ...point, filters1: 8 * filters, filters2: 16 * filters },
        { ...context(1), spent: (seconds) => spent.push(seconds) },
      );
      expect(spent).toHaveLength(1);
      return spent[0]!;
    };
    const [few, many] = [await secondsAt(1), await secondsAt(6)];
    const measured = trainings.map(({ seconds }) => seconds);
    expect(few).toBeGreaterThan(Math.min(...measured));
    expect(many).toBeLessThan(Math.max(...measured));
    expect(many).toBeGreaterThan(2 * few);
  });

  it('takes well below a millisecond', async () => {
    const point = trainings[0]!.point;
    const began = performance.now();
    for (let seed = 0; seed < 1000; seed++) await objective.evaluate(point, context(seed));
    expect((performance.now() - began) / 1000).toBeLessThan(1);
  });
});

describe('the file of the wide table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-wide-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (text: string): URL => {
    const path = join(folder, 'table');
    writeFileSync(path, text);
    return pathToFileURL(path);
  };
  const whole = readFileSync(WIDE_FILE, 'utf8');
  const [header, first, ...others] = whole.trimEnd().split('\n');
  const thrown = (reason: RegExp) =>
    expect.objectContaining({
      code: 'OBJECTIVE_DATA_INVALID',
      message: expect.stringMatching(reason) as string,
    }) as Error;

  it('is reported if it is missing', () => {
    const missing = pathToFileURL(join(folder, 'none'));
    const error = expect.objectContaining({ code: 'OBJECTIVE_DATA_MISSING' }) as Error;
    expect(() => readTrainings(missing)).toThrow(error);
    expect(() => readWideFit(table, missing)).toThrow(error);
  });

  const made = (line: string) => [header, line, ...others].join('\n');
  it.each([
    ['cut off', whole.slice(0, whole.length - 20), /line \d+ is not JSON/],
    ['empty', '', /not JSON/],
    [
      'without its header',
      [first, ...others].join('\n'),
      /first line does not name the parameters/,
    ],
    [
      'with a share above 1',
      made(first!.replace(/"accuracy":[^,]+/, '"accuracy":1.5')),
      /line 2: /,
    ],
    ['with a point outside', made(first!.replace('"adam"', '"lion"')), /the point of line 2/],
    ['without repeats', `${header}\n${first}`, /trained twice/],
  ])('is refused if it is %s', (_, text, reason) => {
    expect(() => readTrainings(fileOf(text))).toThrow(thrown(reason));
  });

  it('is refused if its error is about other trainings', () => {
    const fit = JSON.parse(readFileSync(WIDE_FIT_FILE, 'utf8')) as { trainings: number };
    const other = fileOf(JSON.stringify({ ...fit, trainings: fit.trainings + 1 }));
    expect(() => readWideFit(table, other)).toThrow(thrown(/about \d+ trainings, but there are/));
  });
});
