import { expect, test } from 'vitest';
import { LineReader, MAX_LINE_BYTES } from './line-reader.ts';

const TEXT = 'ä\r\n\n \u2028é𝒙\n\uFEFFlast';
const LINES = [{ text: 'ä\r' }, { text: ' \u2028é𝒙' }, { text: 'last' }];

const read = (...chunks: (string | Buffer)[]) => {
  const reader = new LineReader();
  return [...chunks.flatMap((chunk) => reader.push(Buffer.from(chunk))), ...reader.end()];
};

test('lines are the same wherever the bytes are cut', () => {
  const bytes = Buffer.from(TEXT);
  for (let size = 1; size <= bytes.length; size++) {
    const chunks: Buffer[] = [];
    for (let from = 0; from < bytes.length; from += size) {
      chunks.push(bytes.subarray(from, from + size));
    }
    expect(read(...chunks)).toEqual(LINES);
  }
});

test('a line of the largest size is read; a longer one is told once, and the next one is read', () => {
  const most = 'x'.repeat(MAX_LINE_BYTES);
  const tooLong = { expected: 'at most 1,048,576 bytes', came: 'more' };
  expect(read(`${most}\n1`)).toEqual([{ text: most }, { text: '1' }]);
  expect(read(`${most}x\n1`)).toEqual([tooLong, { text: '1' }]);
  expect(read(most, 'x', most, most, '\n1\n', most, 'xx')).toEqual([
    tooLong,
    { text: '1' },
    tooLong,
  ]);
  // It is told before its end has come.
  expect(new LineReader().push(Buffer.from(`${most}x`))).toEqual([tooLong]);
});

test('bytes that are not UTF-8 are told', () => {
  const other = { expected: 'UTF-8', came: 'other bytes' };
  expect(read(Buffer.from([0xc3, 0x0a]), 'a\n', Buffer.from([0xff]))).toEqual([
    ...[other, { text: 'a' }, other],
  ]);
});
