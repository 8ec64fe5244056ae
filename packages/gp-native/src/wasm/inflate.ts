/** A canonical Huffman code: how many symbols have each length, and the symbols in order of their codes. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

const lengthBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const lengthBases = basesOf(lengthBits.slice(0, 28), 3).concat(258);
const distanceBits = [0, 0, 0, 0, ...Array.from({ length: 26 }, (_, i) => 1 + (i >> 1))];
const distanceBases = basesOf(distanceBits, 1);
/** The order in which the lengths of the code for code lengths are stored. */
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Of a run of values each of which takes so many extra bits: the first value of each. */
function basesOf(bits: readonly number[], first: number): number[] {
  let next = first;
  return bits.map((count) => {
    const base = next;
    next += 2 ** count;
    return base;
  });
}

function codeOf(lengths: ArrayLike<number>): Code {
  const counts = new Uint16Array(16);
  for (let i = 0; i < lengths.length; i++) counts[lengths[i]!]!++;
  counts[0] = 0;
  const offsets = new Uint16Array(16);
  for (let length = 1; length < 16; length++)
    offsets[length] = offsets[length - 1]! + counts[length - 1]!;
  const symbols = new Uint16Array(lengths.length);
  for (let i = 0; i < lengths.length; i++)
    if (lengths[i]! > 0) symbols[offsets[lengths[i]!]!++] = i;
  return { counts, symbols };
}

/**
 * Unpacks raw DEFLATE data that this package has packed itself: the runtime's own decompression is asynchronous.
 *
 * @param size - of the result in bytes
 * @see [Deutsch1996]
 */
export function inflate(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  let [written, at, held, heldBits] = [0, 0, 0, 0];
  const bits = (count: number): number => {
    while (heldBits < count) {
      held |= data[at++]! << heldBits;
      heldBits += 8;
    }
    const value = held & (2 ** count - 1);
    held >>>= count;
    heldBits -= count;
    return value;
  };
  const symbol = ({ counts, symbols }: Code): number => {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; ; length++) {
      code |= bits(1);
      const count = counts[length]!;
      if (code - first < count) return symbols[index + code - first]!;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
  };
  const readCodes = (): [Code, Code] => {
    const [literals, distances, given] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
    const own = new Uint8Array(19);
    for (let i = 0; i < given; i++) own[codeLengthOrder[i]!] = bits(3);
    const code = codeOf(own);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length;) {
      const next = symbol(code);
      if (next < 16) lengths[i++] = next;
      else {
        const value = next === 16 ? lengths[i - 1]! : 0;
        const times = next === 16 ? 3 + bits(2) : next === 17 ? 3 + bits(3) : 11 + bits(7);
        lengths.fill(value, i, (i += times));
      }
    }
    return [codeOf(lengths.subarray(0, literals)), codeOf(lengths.subarray(literals))];
  };
  const copyBlock = (literals: Code, distances: Code): void => {
    for (;;) {
      const next = symbol(literals);
      if (next === 256) return;
      if (next < 256) out[written++] = next;
      else {
        const length = lengthBases[next - 257]! + bits(lengthBits[next - 257]!);
        const place = symbol(distances);
        let from = written - distanceBases[place]! - bits(distanceBits[place]!);
        // Byte by byte: the piece may overlap what it is copied to.
        for (const end = written + length; written < end;) out[written++] = out[from++]!;
      }
    }
  };
  for (let isLast = false; !isLast;) {
    isLast = bits(1) === 1;
    const kind = bits(2);
    if (kind === 0) {
      [held, heldBits] = [0, 0];
      const length = data[at]! | (data[at + 1]! << 8);
      out.set(data.subarray(at + 4, at + 4 + length), written);
      [at, written] = [at + 4 + length, written + length];
    } else if (kind === 1) {
      const fixed = Array.from({ length: 288 }, (_, i) =>
        i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8,
      );
      copyBlock(codeOf(fixed), codeOf(new Uint8Array(30).fill(5)));
    } else copyBlock(...readCodes());
  }
  return out;
}
