import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { generator, hyperparameters, model, problem, wasm } from '../../fixtures/problems.ts';

const h = hyperparameters([0, 0]);
const candidates = Float64Array.from({ length: 300 * 2 }, generator(5));
const search = { candidates, incumbentValue: -0.9 };

describe('models that use workers', () => {
  it('changes between two searches reach the mirror, and the results have the bits of the blocking calls', async () => {
    const data = problem(30, 2, 1);
    const [made, twin] = [model(wasm, data, h), model(wasm, data, h)];
    for (let round = 0; round < 3; round++) {
      expect(await made.fit()).toEqual(twin.fitSync());
      expect(await made.maximize(search)).toEqual(twin.maximizeSync(search));
      for (const each of [made, twin]) {
        each.append(Float64Array.of(0.1 * round, 0.7), Float64Array.of(-1 - round));
      }
      expect(await made.maximize(search)).toEqual(twin.maximizeSync(search));
      for (const each of [made, twin]) each.setHyperparameters(hyperparameters([-1, round]));
      expect(await made.maximize(search)).toEqual(twin.maximizeSync(search));
    }
  });

  it('more models than idle workers can search at once, repeatedly', async () => {
    const made = Array.from({ length: 7 }, (_, i) => model(wasm, problem(20 + i, 2, i), h));
    for (let round = 0; round < 2; round++) {
      const found = await Promise.all(made.map((each) => each.maximize(search)));
      expect(found).toEqual(made.map((each) => each.maximizeSync(search)));
    }
    for (const each of made) each.dispose();
  });

  it('an abort terminates the worker of one model only, and the next search uses a new one', async () => {
    const [made, other] = [model(wasm, problem(1000, 2, 1), h), model(wasm, problem(60, 2, 2), h)];
    await made.maximize(search);
    const controller = new AbortController();
    const pending = made.fit({ maxIterations: 5000, signal: controller.signal });
    const beside = other.fit();
    setTimeout(() => controller.abort(), 20);
    await expect(pending).rejects.toMatchObject({ code: 'GP_ABORTED' });
    expect((await beside).evaluations).toBeGreaterThan(3);
    expect(await made.maximize(search)).toEqual(made.maximizeSync(search));
  });

  it('equal rows without noise get the same jitter in a worker', async () => {
    const made = wasm.create({ dimensions: 1, kernel: 'rbf' });
    made.append(new Float64Array(40).fill(0.5), new Float64Array(40).fill(1));
    made.setHyperparameters(hyperparameters([0], 50, -50));
    const few = { candidates: Float64Array.of(0.25), incumbentValue: 0 };
    expect(await made.maximize(few)).toEqual(made.maximizeSync(few));
  });

  it('more observations than fit into memory are refused', () => {
    const made = wasm.create({ dimensions: 1 });
    const n = 16_385;
    expect(() => made.append(new Float64Array(n), new Float64Array(n))).toThrow(
      expect.objectContaining({ code: 'GP_NO_MEMORY' }),
    );
    expect(made.size).toBe(0);
    made.append(Float64Array.of(0.5), Float64Array.of(1));
    expect(made.size).toBe(1);
  });

  it('working workers keep the process alive, idle ones do not', () => {
    const program = `
      import { loadGaussianProcess } from './dist/index.js';
      const model = loadGaussianProcess({ backend: 'wasm' }).create({ dimensions: 1 });
      model.append(Float64Array.of(0.2, 0.8), Float64Array.of(1, -1));
      model.fit().then(() => process.stdout.write('fitted'));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(output).toBe('fitted');
  });

  it('models that are not disposed are garbage collected', () => {
    const program = `
      import { loadGaussianProcess } from './dist/index.js';
      const wasm = loadGaussianProcess({ backend: 'wasm' });
      const use = (count) => {
        for (let i = 0; i < count; i++) {
          const model = wasm.create({ dimensions: 1 });
          model.append(Float64Array.of(0.2, 0.8), Float64Array.of(1, -1));
          model.posterior(Float64Array.of(0.5));
        }
        return process.memoryUsage().rss;
      };
      const before = use(1000);
      process.stdout.write(String((use(4000) - before) / 2 ** 20));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf8',
    });
    // Each has at least 192 KiB, so that 4,000 of them would be 750 MiB.
    expect(Number(output)).toBeLessThan(100);
  });
});
