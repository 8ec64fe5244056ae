import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReportFilter } from './report-filter.ts';

interface Given {
  readonly step: number;
  readonly value: number;
}

/** What a filter keeps of reports, in the order in which it does. */
function kept(reports: Iterable<Given>): Given[] {
  const filter = new ReportFilter<Given>();
  const list = [...reports].filter((report) => filter.takes(report));
  const last = filter.finish();
  return last === undefined ? list : [...list, last];
}

/** The rule as it is written at `EvaluateContext.report`, without an index. */
function plain(reports: readonly Given[]): Given[] {
  const list: Given[] = [];
  let last: Given | undefined;
  for (const report of reports) {
    const steps = list.map(({ step }) => step);
    if (steps.includes(report.step) || last?.step === report.step) continue;
    const range = Math.max(...steps) - Math.min(...steps);
    const isNear = steps.some((step) => Math.abs(step - report.step) < range / 2048);
    if (list.length >= 4096 && isNear) last = report;
    else {
      list.push(report);
      last = undefined;
    }
  }
  return last === undefined ? list : [...list, last];
}

const reportsOf = (steps: readonly number[]): Given[] =>
  steps.map((step, value) => ({ step, value }));

/** A run of steps: from where, how far apart, and how many; backwards, repeated and huge ones too. */
const anyRun = fc.record({
  from: fc.oneof(fc.nat(50), fc.maxSafeNat()),
  by: fc.constantFrom(1, 1, -1, 0, 3, 2 ** 20),
  count: fc.oneof(fc.nat(5), fc.integer({ min: 2000, max: 4200 })),
});
const anySteps = fc
  .array(anyRun, { maxLength: 4 })
  .map((runs) =>
    runs
      .flatMap(({ from, by, count }) => Array.from({ length: count }, (_, i) => from + by * i))
      .filter((step) => Number.isSafeInteger(step) && step >= 0),
  );

test('keeps what the plain rule keeps, and passes that through another filter unchanged', () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const list = kept(reportsOf(steps));
      expect(list).toEqual(plain(reportsOf(steps)));
      expect(kept(list)).toEqual(list);
    }),
    { numRuns: 30 },
  );
}, 120_000);

test.each<[string, (index: number) => number]>([
  ['in order', (index) => index],
  ['backwards', (index) => 1_000_000 - index],
  ['at huge steps', (index) => 2 ** 53 - 2_000_000 + index],
  ['far apart', (index) => index * 4_000_000_000],
  ['in a random order', (index) => (index * 7_368_787) % 1_000_003],
  ['at one step', () => 5],
  ['to and fro', (index) => (index % 2 === 0 ? index : 2_000_000 - index)],
])('a million reports %s leave at most 20,000, the last one too', (_, stepOf) => {
  const list = kept(
    Array.from({ length: 1_000_000 }, (_, index) => ({ step: stepOf(index), value: index })),
  );
  expect(list.length).toBeLessThan(20_000);
  expect(new Set(list.map(({ step }) => step)).size).toBe(list.length);
  if (list.length > 1) expect(list.at(-1)!.value).toBe(999_999);
});

test('what is kept of many reports is spread over all of them', () => {
  const steps = kept(Array.from({ length: 1_000_000 }, (_, step) => ({ step, value: 0 }))).map(
    ({ step }) => step,
  );
  expect(steps.slice(0, 4096)).toEqual(Array.from({ length: 4096 }, (_, step) => step));
  for (let index = 1; index < steps.length; index++) {
    expect(steps[index]! - steps[index - 1]!).toBeLessThanOrEqual(1 + steps[index]! / 2047);
  }
});
