import { expect, test } from 'vitest';
import fc from 'fast-check';
import { LineReader, MAX_LINE_BYTES } from './line-reader.ts';

/** The lines of chunks, as text, and which of them were cut. */
function linesOf(chunks: readonly Buffer[]): [string, boolean][] {
  const lines: [string, boolean][] = [];
  const reader = new LineReader((line, isCut) => lines.push([line.toString('latin1'), isCut]));
  for (const chunk of chunks) reader.push(chunk);
  reader.finish();
  return lines;
}

const textOf = (lines: readonly (readonly [string, boolean])[]) => lines.map(([text]) => text);

test('a line feed and a carriage return end a line, and so does the end', () => {
  expect(textOf(linesOf([Buffer.from('a\nb\r\n 10%\r 20%\rc')]))).toEqual([
    ...['a', 'b', '', ' 10%', ' 20%', 'c'],
  ]);
});

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  fc
    .array(fc.constantFrom('\n', '\r', '\r\n', '0.5', '{"step":1,"value":2}', 'ü', '😀', '\0'))
    .map((parts) => Buffer.from(parts.join(''))),
);

test('lines do not depend on where the bytes are cut', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(200)), (all, cuts) => {
      const borders = [0, ...cuts.map((cut) => cut % (all.length + 1)), all.length];
      borders.sort((a, b) => a - b);
      const chunks = borders.slice(1).map((end, index) => all.subarray(borders[index], end));
      expect(linesOf(chunks)).toEqual(linesOf([all]));
      const whole = all.toString('latin1').split(/[\n\r]/);
      if (whole.at(-1) === '') whole.pop();
      expect(textOf(linesOf([all]))).toEqual(whole);
    }),
  );
});

test('of a line of 100 MB only the beginning is kept, however it comes', () => {
  const chunk = Buffer.alloc(2 ** 16, 'x');
  const before = process.memoryUsage().arrayBuffers;
  const lines: [number, boolean][] = [];
  const reader = new LineReader((line, isCut) => lines.push([line.length, isCut]));
  for (let count = 0; count < 1600; count++) reader.push(chunk);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MAX_LINE_BYTES);
  reader.push(Buffer.from('\n0.5'));
  reader.push(Buffer.alloc(3 * MAX_LINE_BYTES, 'y'));
  reader.finish();
  expect(lines).toEqual([
    [MAX_LINE_BYTES, true],
    [MAX_LINE_BYTES, true],
  ]);
});

test('the limit does not depend on where the bytes are cut', () => {
  for (const length of [MAX_LINE_BYTES - 1, MAX_LINE_BYTES, MAX_LINE_BYTES + 1]) {
    const line = Buffer.alloc(length, 'x');
    const expected = length > MAX_LINE_BYTES;
    for (const at of [1, length - 1]) {
      expect(linesOf([line.subarray(0, at), line.subarray(at)])[0]![1]).toBe(expected);
    }
    expect(linesOf([Buffer.concat([line, Buffer.from('\n')])])[0]![1]).toBe(expected);
  }
});

test('400,000 lines take less than a second', () => {
  const lines = Buffer.from('epoch 12: loss 0.123, accuracy 0.456\n'.repeat(400_000));
  let count = 0;
  const reader = new LineReader(() => (count += 1));
  const began = performance.now();
  for (let at = 0; at < lines.length; at += 65_536) reader.push(lines.subarray(at, at + 65_536));
  expect(performance.now() - began).toBeLessThan(1000);
  expect(count).toBe(400_000);
});
