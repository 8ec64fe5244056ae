import { describe, expect, it } from 'vitest';
import {
  backends,
  builds,
  distance,
  generator,
  hyperparameters,
  model,
  problem,
  reference,
} from '../fixtures/problems.ts';
import type { AcquisitionOptions, ColumnKind } from './gaussian-process.ts';
import { evenNormals } from './normals.ts';

const columns: ColumnKind[] = ['numeric', 'numeric', 'categorical'];
const random = generator(21);
const level = (x: number, i: number) => (i % 3 === 2 ? Math.floor(3 * x) : x);
const base = problem(23, 3, 11);
const data = { ...base, rows: base.rows.map(level), queries: base.queries.map(level) };
const pending = Float64Array.from({ length: 4 * 3 }, random).map(level);
const h = hyperparameters([-0.7, 0.2, 0.4], 0.1, Math.log(1e-2));

const all: [string, AcquisitionOptions][] = [
  ['logEI', { acquisition: 'logEI', incumbentValue: -0.8 }],
  ['qLogEI', { acquisition: 'qLogEI', incumbentValue: -0.8, pending }],
  ['qLogEI far off', { incumbentValue: -60, pending, normals: evenNormals(16, 4) }],
  ['ucb', { acquisition: 'ucb', incumbentValue: 0, beta: 1.7 }],
  ['ucb with pending rows', { acquisition: 'ucb', incumbentValue: 0, pending }],
];

describe.each(backends)('acquisitions of the $backend backend', (backend) => {
  const made = model(backend, data, h, { columns });

  it.each(all)('the gradient of %s matches central differences', (_, options) => {
    const row = Float64Array.of(0.31, 0.77, 1);
    const { value, gradient } = made.acquisitionAt(row, options);
    expect(value).toBeCloseTo(made.acquisition(row, options)[0]!, 9);
    for (const k of [0, 1]) {
      const [above, below] = [row.slice(), row.slice()];
      above[k]! += 1e-5;
      below[k]! -= 1e-5;
      const [a, b] = [made.acquisition(above, options)[0]!, made.acquisition(below, options)[0]!];
      expect(distance([gradient[k]!], [(a - b) / 2e-5])).toBeLessThan(1e-5);
    }
    expect(gradient[2]).toBe(0);
  });

  it('qLogEI equals logEI without pending rows', () => {
    const plain = made.logExpectedImprovement(data.queries, -0.8);
    expect(made.acquisition(data.queries, { incumbentValue: -0.8 })).toEqual(plain);
  });

  it('a pending row lowers the improvement at that row and does not change the model', () => {
    const at = pending.slice(0, 3);
    const before = made.posterior(data.queries);
    const alone = made.logExpectedImprovement(at, -0.8)[0]!;
    const joint = made.acquisition(at, { incumbentValue: -0.8, pending })[0]!;
    expect(joint).toBeLessThan(alone - 1);
    expect(made.posterior(data.queries)).toEqual(before);
    expect(made.size).toBe(23);
  });

  it('the default draws give about the mean of many random draws', () => {
    const random = generator(5);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const normals = Float64Array.from({ length: 2000 * 4 }, normal);
    const search = { incumbentValue: 0, pending };
    const many = made.acquisition(data.queries, { ...search, normals });
    expect(distance(made.acquisition(data.queries, search), many)).toBeLessThan(0.2);
    const even = made.acquisition(data.queries, { ...search, normals: evenNormals(2048, 4) });
    expect(distance(even, many)).toBeLessThan(0.08);
  });

  it('maximize works with every acquisition and avoids pending rows', () => {
    const candidates = Float64Array.from({ length: 60 * 3 }, generator(2)).map(level);
    for (const [, options] of all) {
      const [best] = made.maximizeSync({ ...options, candidates });
      expect(best!.acquisition).toBeCloseTo(made.acquisition(best!.row, options)[0]!, 9);
    }
    const [alone] = made.maximizeSync({ candidates, incumbentValue: -0.8 });
    const [beside] = made.maximizeSync({
      candidates,
      incumbentValue: -0.8,
      pending: alone!.row,
    });
    expect(beside!.row).not.toEqual(alone!.row);
  });
});

describe.each(builds)('acquisitions of $backend against the reference', (build) => {
  it.each(all)('%s', (_, options) => {
    const [a, b] = [build, reference].map((backend) => model(backend, data, h, { columns }));
    const values = [a!, b!].map((made) => made.acquisition(data.queries, options));
    expect(distance(values[0]!, values[1]!)).toBeLessThan(1e-9);
    const row = data.queries.slice(0, 3);
    const gradients = [a!, b!].map((made) => made.acquisitionAt(row, options).gradient);
    expect(distance(gradients[0]!, gradients[1]!)).toBeLessThan(1e-8);
  });
});

describe('even normals', () => {
  it('have the moments of the normal distribution and are reproducible', () => {
    const normals = evenNormals(4096, 2);
    expect(evenNormals(4096, 2)).toEqual(normals);
    for (const j of [0, 1]) {
      const column = normals.filter((_, i) => i % 2 === j);
      const moment = (power: number) =>
        column.reduce((sum, z) => sum + z ** power, 0) / column.length;
      expect(moment(1)).toBeCloseTo(0, 2);
      expect(moment(2)).toBeCloseTo(1, 1);
      expect(moment(4)).toBeGreaterThan(2.8);
      expect(moment(4)).toBeLessThan(3.2);
    }
    const product = normals.reduce((sum, z, i) => (i % 2 ? sum : sum + z * normals[i + 1]!), 0);
    expect(product / 4096).toBeCloseTo(0, 1);
  });
});
