import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inflate } from './inflate.ts';

const text = fc.array(fc.constantFrom('memory', 'local.get ', '0', '1', 'f64', '\0\0\0\0', 'é'));
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  text.map((words) => new TextEncoder().encode(words.join(''))),
  // Longer than the largest stored block and than the window.
  fc.tuple(fc.nat(255), fc.nat(70_000)).map(([byte, size]) => new Uint8Array(size).fill(byte)),
);

it.each([
  ['dynamic codes', { level: 9 }],
  ['fixed codes', { strategy: constants.Z_FIXED }],
  ['stored blocks', { level: 0 }],
  ['only runs', { strategy: constants.Z_RLE }],
])('unpacks what zlib packs: %s', (_, options) => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const found = inflate(deflateRawSync(bytes, options), bytes.length);
      // Not toEqual, which takes a second for a large array.
      expect(Buffer.compare(found, bytes)).toBe(0);
    }),
    { numRuns: 100 },
  );
});
