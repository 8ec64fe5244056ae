/** A random unsigned 32-bit number from the platform. */
export const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;

/** Twelve random characters: what is named by it is unique. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => 'abcdefghijkmnopqrstuvwxyz2345678'[byte & 31])
    .join('');
