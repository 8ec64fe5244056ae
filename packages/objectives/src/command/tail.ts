/** How much of an output is kept, in bytes. */
const MAX_BYTES = 4096;

/** The end of an output. */
export class Tail {
  #bytes = Buffer.alloc(0);
  #isCut = false;

  push(chunk: Buffer): void {
    if (this.#bytes.length + chunk.length > MAX_BYTES) this.#isCut = true;
    const recent = chunk.subarray(-MAX_BYTES);
    const before = Math.max(0, this.#bytes.length + recent.length - MAX_BYTES);
    this.#bytes = Buffer.concat([this.#bytes.subarray(before), recent]);
  }

  /** Without blanks around it. If the beginning is missing, so is the character that was cut. */
  toString(): string {
    const isContinuation = (at: number): boolean => (this.#bytes[at]! & 0xc0) === 0x80;
    let begin = 0;
    while (this.#isCut && begin < 3 && isContinuation(begin)) begin += 1;
    return this.#bytes.toString('utf8', begin).trim();
  }
}
