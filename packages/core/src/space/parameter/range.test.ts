import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spaceFromJSON } from '../space-json.ts';
import { space } from '../space.ts';
import { float } from './float.ts';
import { int } from './int.ts';

/** The faults of a parameter as lines of a message. */
const faults = (parameter: { faults(): readonly { path: string; reason: string }[] }) =>
  parameter.faults().map(({ path, reason }) => `${path}: ${reason}`);

test('refuses a range whose width is not a finite number', () => {
  expect(() => space({ x: float(-1e308, 1e308) })).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      x.high: expected high - low to be a finite number, but got low -1e+308 and high 1e+308]
  `);
  expect(faults(float(-0.8e308, 0.8e308, { step: 1.5e308 }))).toHaveLength(1);
  expect(faults(float(-0.8e308, 0.8e308))).toEqual([]);
  expect(faults(float(Number.MIN_VALUE, Number.MAX_VALUE, { log: true }))).toEqual([]);
});

test('refuses an option that is not known, which would have no effect', () => {
  for (const parameter of [float, int]) {
    const typo = { lgo: true } as object;
    expect(faults(parameter(1, 9, typo))).toEqual([
      'lgo: unknown option; the options are log and step',
    ]);
    for (const options of [2, null, 'log']) {
      expect(faults(parameter(1, 9, options as never))).toEqual([
        `options: expected an object with log and step as the third argument, but got ${JSON.stringify(options)}`,
      ]);
    }
    expect(faults(parameter(1, 9, { log: true, step: 1 }))).toEqual([]);
  }
});

test('refuses bounds, log and step of a wrong type, from untyped code and from JSON', () => {
  const wrong: object[] = [
    { low: '0' },
    { low: null },
    { high: [1] },
    { high: undefined },
    { log: 'true' },
    { log: 1 },
    { log: null },
    { step: '0.1' },
    { step: null },
    { step: true },
    { low: '5', high: '1', log: 'no', step: 'big' },
  ];
  const lines = wrong.map((fields) => {
    const json = { low: 0, high: 9, ...fields } as { low: number; high: number };
    const { low, high, ...options } = json;
    const ofFloat = faults(float(low, high, options));
    expect(faults(int(low, high, options))).toEqual(ofFloat);
    for (const type of ['float', 'int']) {
      const read = () => spaceFromJSON([{ name: 'x', type, ...json }]);
      expect(read).toThrowError(ofFloat.map((line) => `  x.${line}`).join('\n'));
    }
    return ofFloat.join('; ');
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "low: expected a finite number, but got "0"",
      "low: expected a finite number, but got null",
      "high: expected a finite number, but got [1]",
      "high: expected a finite number, but got undefined",
      "log: expected true or false, but got "true"",
      "log: expected true or false, but got 1",
      "log: expected true or false, but got null",
      "step: expected a step > 0, but got "0.1"",
      "step: expected a step > 0, but got null",
      "step: expected a step > 0, but got true",
      "low: expected a finite number, but got "5"; high: expected a finite number, but got "1"; log: expected true or false, but got "no"; step: expected a step > 0, but got "big"",
    ]
  `);
});

test('reports the faults of a parent range together with those of the conditions on it', () => {
  const children = [
    { name: 'y', type: 'int', low: 1, high: 2, when: { parent: 'x', values: [2] } },
  ];
  const read = (low: unknown) => () =>
    spaceFromJSON([{ name: 'x', type: 'float', low, high: 1, step: 0.1 }, ...children]);
  expect(read('0')).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      x.low: expected a finite number, but got "0"
      y.when: x: expected a number in 0 .. 1, but got 2]
  `);
  expect(read(undefined)).toThrowError(/x\.low: expected a finite number/);
});

test('refuses whole numbers that doubles cannot tell apart', () => {
  expect(faults(int(0, Number.MAX_SAFE_INTEGER))).toEqual([]);
  expect([int(0, 1e300), int(-(2 ** 53) + 1, 2 ** 53 - 1)].map(faults)).toMatchInlineSnapshot(`
    [
      [
        "high: expected a whole number within -9007199254740991 .. 9007199254740991, but got 1e+300",
      ],
      [
        "high: expected high - low of at most 9007199254740991, but got low -9007199254740991 and high 9007199254740991",
      ],
    ]
  `);
});

test('an int with a large step stays below its high', () => {
  const wide = int(0, 4e9 - 1, { step: 2e9 });
  expect([wide.levels, wide.level(1)]).toEqual([2, 2e9]);
});

const first = (levels: number) => Array.from({ length: levels }, (_, index) => index);

test('levels of a stepped float are the decimals that people write', () => {
  const values = (low: number, high: number, step: number) => {
    const { levels, level } = float(low, high, { step });
    return first(levels).map(level);
  };
  expect(values(0.1, 0.4, 0.1)).toEqual([0.1, 0.2, 0.3, 0.4]);
  expect(values(-0.3, 0.3, 0.1)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  expect(values(0, 1, 1 / 3)).toEqual([0, 0.333333333333, 0.666666666667, 1]);
  expect(values(1e9 + 0.1, 1e9 + 0.4, 0.1)).toEqual(
    ['.1', '.2', '.3', '.4'].map((rest) => Number(`1000000000${rest}`)),
  );
  expect(values(1 / 3, 0.6, 0.1)).toEqual([1 / 3, 0.433333333333, 0.533333333333]);
  expect(values(0, 3e-300, 1e-300)).toEqual([0, 1e-300, 2e-300, 3e-300]);

  const fine = float(1e9, 1e9 + 1, { step: 1e-4 });
  expect(fine.levels).toBe(10_001);
  expect(new Set(first(10_001).map(fine.level)).size).toBe(10_001);
  expect(fine.level(1234)).toBe(1000000000.1234);
});

test('levels at every scale are distinct and valid, and survive encode and decode', () => {
  const digits = fc.integer({ min: -99_999, max: 99_999 });
  const exponent = fc.integer({ min: -12, max: 12 });
  const steps = fc.oneof(
    fc.integer({ min: 1, max: 9_999 }),
    fc.double({ min: 1, max: 10, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.record({ digits, exponent, step: steps, at: exponent, log: fc.boolean() }),
      fc.integer({ min: 1, max: 1e9 }),
      fc.nat(),
      ({ digits: some, exponent: power, step: stride, at, log }, count, pick) => {
        const low = Number(`${log ? Math.abs(some) + 1 : some}e${power}`);
        const step = stride * Number(`1e${at}`);
        const parameter = float(low, low + count * step, { step, log });
        // A step that is lost in rounding leaves a fixed value.
        fc.pre(parameter.faults().length === 0 && low < low + count * step);
        const { levels } = parameter;
        expect(levels).toBe(count + 1);
        const near = pick % count;
        for (const index of [0, near, near + 1, count - 1, count]) {
          const value = parameter.level(index);
          expect(parameter.reject(value)).toBeUndefined();
          expect(parameter.indexOf(value)).toBe(index);
          expect(parameter.decode(parameter.encode(value))).toBe(value);
        }
        expect(parameter.level(near + 1)).toBeGreaterThan(parameter.level(near));
      },
    ),
    { numRuns: 1000 },
  );
});

test('refuses a step that is lost in rounding', () => {
  expect(() =>
    space({
      linear: float(1e9, 1e9 + 1, { step: 1e-7 }),
      log: float(1, 1e9, { step: 1e-4, log: true }),
    }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      linear.step: expected a step of at least 0.00001, the finest that doubles near 1000000001 resolve, but got 1e-7
      log.step: expected a step of at least 0.001, the finest that doubles near 1000000000 resolve, but got 0.0001]
  `);
});
