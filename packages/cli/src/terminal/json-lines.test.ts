import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLines } from './json-lines.ts';

test('lines break behind commas, never within a text', () => {
  expect(jsonLines({ lr: 0.001, name: 'a, "b", c', units: 384 }, 20)).toEqual([
    '{"lr":0.001,',
    '"name":"a, \\"b\\", c",',
    '"units":384}',
  ]);
  expect(jsonLines({ lr: 0.001 }, 80)).toEqual(['{"lr":0.001}']);
});

test('joined again they are the same value, whatever the width', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 60 }), (value, width) => {
      expect(JSON.parse(jsonLines(value, width).join('\n'))).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});
