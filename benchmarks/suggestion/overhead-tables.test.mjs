import { expect, test } from 'vitest';
import { overheadRows, overheadTables } from './overhead-tables.mjs';

const row = (what, added) => ({
  ...{ what, added, low: added - 0.1, high: added + 0.1 },
  ...{ whole: 5 + added, native: 5 },
});
const result = {
  ...{ version: '1a2b', date: '2026-11-29', machine: 'CPU', cores: 2 },
  ...{ instructionSet: 'avx2', node: 'v20.1.0', runs: 5 },
  floats: [row('20 .. 39', 0.4), row('60 .. 79', 1)],
  kinds: [row('5 floats', 0.3), row('jenatton', 1.004), row('gramacy', 0.2)],
};

test('the worst of each list counts, and a value just above the aim does not hold', () => {
  const [floats, kinds] = overheadRows(result);
  expect(floats.slice(2)).toEqual(['1.00 ms (60 .. 79)', true]);
  expect(floats[0]).toContain('up to 79 trials');
  expect(kinds.slice(2)).toEqual(['1.00 ms (jenatton)', false]);
});

test('tables name the machine, the date, the number of runs and their range', () => {
  const text = overheadTables(result);
  expect(text).toContain(
    '2 cores of CPU (avx2), Node 20.1.0; medians of 20 asks; the median of 5 runs',
  );
  expect(text).toMatch(/\| jenatton +\| 6\.0 ms +\| 5\.0 ms +\| 1\.00 ms \(0\.90 \.\. 1\.10\) \|/);
});
