import { expect, test } from 'vitest';
import { LineReader } from './line-reader.ts';

const linesOf = (reader: LineReader, ...chunks: (string | Buffer)[]) =>
  chunks.flatMap((chunk) => [...reader.read(Buffer.from(chunk))]);

test('lines come whole, however they are cut into chunks', () => {
  const text = '{"a":1}\n\n{"größe":"😀"}\nlast\n';
  const lines = ['{"a":1}', '', '{"größe":"😀"}', 'last'];
  for (const size of [1, 2, 3, 7, 100]) {
    const bytes = Buffer.from(text);
    const chunks = [];
    for (let from = 0; from < bytes.length; from += size) {
      chunks.push(bytes.subarray(from, from + size));
    }
    expect(linesOf(new LineReader(100), ...chunks)).toEqual(lines);
  }
  expect(linesOf(new LineReader(100), 'without an end')).toEqual([]);
});

test('nothing is read after a line that is too long', () => {
  expect(linesOf(new LineReader(5), '12345\n', '123', '456', '\n', '1\n')).toEqual([
    '12345',
    undefined,
  ]);
  expect(linesOf(new LineReader(5), 'ok\n123456\nok\n')).toEqual(['ok', undefined]);
});

test('a long line in small chunks takes no more memory than its length', () => {
  const reader = new LineReader(2 ** 22);
  const before = process.memoryUsage().arrayBuffers;
  const chunk = Buffer.alloc(64, 'a');
  for (let n = 0; n < 2 ** 16 - 1; n++) expect(reader.read(chunk).next().done).toBe(true);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  expect([...reader.read(Buffer.from('\n'))].map((line) => line?.length)).toEqual([2 ** 22 - 64]);
});
