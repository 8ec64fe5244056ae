/** Joins chunks of bytes to lines. Its memory is bounded: a line may have so many bytes. */
export class LineReader {
  readonly #maxBytes: number;
  #buffer = Buffer.alloc(1024);
  /** How many bytes of the buffer are the beginning of a line. */
  #length = 0;
  #isOver = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that a chunk completes, without their ends; undefined from the first one that is too long. */
  *read(chunk: Buffer): Generator<string | undefined> {
    let from = 0;
    while (!this.#isOver) {
      const end = chunk.indexOf(10, from);
      const part = chunk.subarray(from, end === -1 ? chunk.length : end);
      if (this.#length + part.length > this.#maxBytes) {
        this.#isOver = true;
        this.#buffer = Buffer.alloc(0);
        yield undefined;
      } else if (end === -1) {
        this.#keep(part);
        return;
      } else if (this.#length === 0) {
        yield part.toString();
      } else {
        this.#keep(part);
        const line = this.#buffer.toString('utf8', 0, this.#length);
        this.#length = 0;
        yield line;
      }
      from = end + 1;
    }
  }

  #keep(part: Buffer): void {
    const length = this.#length + part.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    part.copy(this.#buffer, this.#length);
    this.#length = length;
  }
}
