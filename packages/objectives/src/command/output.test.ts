import { expect, test } from 'vitest';
import fc from 'fast-check';
import { OutputReader, readReport, readResult, type Report, type Result } from './output.ts';

function read(chunks: readonly Buffer[]): { result: Result; reports: Report[] } {
  const reports: Report[] = [];
  const reader = new OutputReader((report) => reports.push(report));
  for (const chunk of chunks) reader.push(chunk);
  return { result: reader.finish(), reports };
}

test.each([
  ['0.25', 0.25],
  ['-1', -1],
  ['+1.5e2', 150],
  ['.5', 0.5],
  ['2.', 2],
  ['1E-3', 0.001],
  ['007', 7],
  ['  3\t', 3],
  ['\ufeff3', 3],
  ['{"value":3}', 3],
  ['{"value":3,"more":{"step":1}}', 3],
  ['{"value":1,"log":"NaN","loss":NaN}', 1],
])('%s is a value', (line, value) => {
  expect(readResult(line)).toEqual({ value });
});

test.each([
  ...['Infinity', '-Infinity', 'inf', '-inf', 'nan', 'NaN', '1e400', '-1e400'],
  ...['{"value":NaN}', '{"value":-Infinity}', '{"value":1e400}', '{"value":null}'],
])('%s is not finite', (line) => {
  expect(readResult(line)).toEqual({
    fault: `printed ${line} on its last line; expected a finite number`,
  });
});

test.each([
  ...['1,5', '0x10', '0b1', '1_000', '1 000', '1e', '.', '+', '1.2.3', '0.5%', 'true', 'null'],
  ...['[1]', '"1"', '{', '{"value":"3"}', '{"value":[1]}', '{"loss":1}', '{"value":true}'],
  ...['{"step":1,"value":2}', '{"step":"1","value":2}', '{"step":null,"value":2}', ''],
])('%s is not a value', (line) => {
  expect(readResult(line)).toEqual({ fault: expect.stringContaining('expected a number') });
});

test('a long line is quoted in part', () => {
  const { fault } = readResult('x'.repeat(5000)) as { fault: string };
  expect(fault.length).toBeLessThan(300);
});

test.each<[string, Report | undefined]>([
  ['{"step":3,"value":0.5}', { step: 3, value: 0.5 }],
  ['  {"step":3.0,"value":0.5,"loss":[1]}', { step: 3, value: 0.5 }],
  ['{"step":0,"value":-1,"total":10}', { step: 0, value: -1, total: 10 }],
  ['{"step":1,"value":1,"total":"ten"}', { step: 1, value: 1 }],
  ['{"step":1,"value":1,"total":2.5}', { step: 1, value: 1 }],
  ['{"step":1,"value":NaN}', { step: 1, value: Number.NaN }],
  ['{"step":1,"value":null}', { step: 1, value: Number.NaN }],
  ['{"step":1,"value":-Infinity}', { step: 1, value: -Infinity }],
  ['{"step":1}', undefined],
  ['{"step":1,"loss":0.5}', undefined],
  ['{"step":"1","value":0.5}', undefined],
  ['{"step":null,"value":0.5}', undefined],
  ['{"value":{"step":1,"value":2}}', undefined],
  ['[{"step":1,"value":2}]', undefined],
  ['{"step":1,"value":2} ok', undefined],
  ["{'step':1,'value':2}", undefined],
])('%s reports %j', (line, report) => {
  expect(readReport(line)).toEqual(report);
});

test.each([
  ['{"step":1.5,"value":0.5}', 'a step is a whole number'],
  ['{"step":-1,"value":0.5}', 'a step is a whole number'],
  ['{"step":1e300,"value":0.5}', 'a step is a whole number'],
  ['{"step":1,"value":"0.5"}', 'the value of a step is a number'],
  ['{"step":1,"value":{"loss":1}}', 'the value of a step is a number'],
])('%s is a fault', (line, fault) => {
  expect(readReport(line)).toEqual({ fault: expect.stringContaining(fault) });
});

const LINES = [
  ...['{"step":1,"value":2}', '{"step":-1,"value":2}', '0.5', 'Infinity', 'epoch 1', '"step"'],
  ...['\xff\xfe', '{"step":1,"value":"ü😀"}', '', ' ', '\x1b[0m', '{"value":3}', '\ufeff1'],
];
const output = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  fc
    .array(fc.tuple(fc.constantFrom(...LINES), fc.constantFrom('\n', '\r', '\r\n', ' ')))
    .map((parts) => Buffer.from(parts.flat().join(''))),
);

test('what is read does not depend on where the bytes are cut', () => {
  fc.assert(
    fc.property(output, fc.array(fc.nat(300)), (all, cuts) => {
      const borders = [0, ...cuts.map((cut) => cut % (all.length + 1)), all.length];
      borders.sort((a, b) => a - b);
      const chunks = borders.slice(1).map((end, index) => all.subarray(borders[index], end));
      expect(read(chunks)).toEqual(read([all]));
      const bytes = Array.from(all, (_, index) => all.subarray(index, index + 1));
      expect(read(bytes)).toEqual(read([all]));
    }),
    { numRuns: 500 },
  );
});

test('a last line that is too long is a fault, a long one before it is passed over', () => {
  const long = Buffer.alloc(2 ** 20 + 1, 'x');
  expect(read([long]).result).toEqual({ fault: expect.stringContaining('more than 1 MiB') });
  expect(read([long, Buffer.from('\n0.5\n\n')]).result).toEqual({ value: 0.5 });
});

test.each([
  ['unfinished strings', `{"step${'\\"'.repeat(500_000)}`],
  ['nested lists', `{"step":${'['.repeat(500_000)}`],
  ['unfinished escapes', `{"step${'"a\\'.repeat(300_000)}\\`],
])('a line of %s is read in linear time', (_, line) => {
  const began = performance.now();
  expect(read([Buffer.from(`${line}\n1`)])).toEqual({ result: { value: 1 }, reports: [] });
  expect(performance.now() - began).toBeLessThan(2000);
});
