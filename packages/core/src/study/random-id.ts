/** A random unsigned 32-bit number from the platform. */
export const randomSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;

/** Random characters, five bits each: what is named by twelve of them is unique. */
export const randomId = (length = 12): string =>
  [...crypto.getRandomValues(new Uint8Array(length))]
    .map((byte) => 'abcdefghijkmnopqrstuvwxyz2345678'[byte & 31])
    .join('');
