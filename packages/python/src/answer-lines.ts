/** The longest line that a program may answer with. */
export const MAX_LINE_BYTES = 16 * 2 ** 20;

/** Joins chunks of bytes to lines. Its memory is bounded: a line may have {@link MAX_LINE_BYTES}. */
export class AnswerLines {
  #parts: Buffer[] = [];
  #length = 0;

  /** The lines that a chunk completes; undefined in place of one that is too long, which is the last. */
  *push(chunk: Buffer): Generator<string | undefined> {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      if (!this.#keep(chunk.subarray(from, end))) return yield undefined;
      const line = Buffer.concat(this.#parts).toString('utf8');
      this.#parts = [];
      this.#length = 0;
      from = end + 1;
      // A program may write blank lines between its answers.
      if (line.trim() !== '') yield line;
    }
    if (!this.#keep(chunk.subarray(from))) yield undefined;
  }

  #keep(part: Buffer): boolean {
    this.#length += part.length;
    if (this.#length > MAX_LINE_BYTES) {
      this.#parts = [];
      return false;
    }
    if (part.length > 0) this.#parts.push(part);
    return true;
  }
}
