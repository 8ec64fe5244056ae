import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builds, generator, hyperparameters, model, problem } from '../fixtures/problems.ts';

/** Level i of `count`, as a space encodes it. */
const levels = (count: number) => Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);
const grid = [levels(5), levels(4), levels(6)];

/** The number of grid points, 120. */
const cells = grid[0]!.length * grid[1]!.length * grid[2]!.length;
const cell = (index: number) => [
  grid[0]![index % 5]!,
  grid[1]![Math.floor(index / 5) % 4]!,
  grid[2]![Math.floor(index / 20)]!,
];

describe.each(builds)('discrete columns of the $backend backend', (backend) => {
  const data = problem(25, 3, 31);
  const made = model(backend, data, hyperparameters([-0.5, 0, 0.3]), {
    columns: ['numeric', 'categorical', 'numeric'],
  });
  const every = Float64Array.from(Array.from({ length: cells }, (_, i) => cell(i)).flat());

  it('finds the best of all cells from a few candidates', () => {
    const incumbentValue = Math.min(...data.values);
    const scores = made.acquisition(every, { incumbentValue });
    const candidates = Float64Array.from([...cell(3), ...cell(77), ...cell(58)]);
    const [best] = made.maximizeSync({ candidates, incumbentValue, levels: grid });
    expect(best!.acquisition).toBeCloseTo(Math.max(...scores), 9);
    expect(best!.refined).toBe(true);
  });

  it('returns neither excluded cells nor duplicates', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(cells - 1), { minLength: 1, maxLength: cells - 1 }),
        fc.array(fc.nat(cells - 1), { minLength: 1, maxLength: 20 }),
        (passed, given) => {
          const found = made.maximizeSync({
            candidates: Float64Array.from(given.flatMap(cell)),
            excluded: Float64Array.from(passed.flatMap(cell)),
            incumbentValue: -0.5,
            levels: grid,
          });
          const spelled = found.map(({ row }) => row.join());
          expect(new Set(spelled).size).toBe(found.length);
          for (const index of passed) expect(spelled).not.toContain(cell(index).join());
          for (const { row } of found) row.forEach((x, k) => expect(grid[k]).toContain(x));
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it('returns nothing if all candidates are excluded', () => {
    const candidates = Float64Array.from(cell(5));
    const search = { candidates, excluded: candidates, incumbentValue: 0, levels: grid };
    expect(made.maximizeSync(search)).toEqual([]);
  });

  it('alternates between continuous and discrete columns', () => {
    const incumbentValue = Math.min(...data.values);
    const mixed = [[], grid[1]!, grid[2]!];
    const candidates = Float64Array.from({ length: 8 * 3 }, generator(4)).map((x, i) =>
      i % 3 === 0 ? x : grid[i % 3]![Math.floor(x * grid[i % 3]!.length)]!,
    );
    const found = made.maximizeSync({ candidates, incumbentValue, levels: mixed });
    const only = made.maximizeSync({
      candidates,
      incumbentValue,
      continuous: Uint8Array.of(1, 0, 0),
    });
    expect(found[0]!.acquisition).toBeGreaterThanOrEqual(only[0]!.acquisition - 1e-9);
    for (const { row } of found) {
      expect(grid[1]).toContain(row[1]);
      expect(grid[2]).toContain(row[2]);
    }
    // No other level of the winner is better with the continuous column as it is.
    for (const k of [1, 2]) {
      for (const x of grid[k]!) {
        const other = found[0]!.row.slice();
        other[k] = x;
        expect(made.acquisition(other, { incumbentValue })[0]).toBeLessThanOrEqual(
          found[0]!.acquisition + 1e-8,
        );
      }
    }
  });
});
