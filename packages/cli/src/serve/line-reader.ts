import { isUtf8 } from 'node:buffer';

/** The longest line that is read, in bytes. */
export const MAX_LINE_BYTES = 2 ** 20;

/** A line as text, or what it should have been and what came. */
export type Line = { readonly text: string } | { readonly expected: string; readonly came: string };

const NEWLINE = 10;
const TOO_LONG: Line = {
  expected: `at most ${MAX_LINE_BYTES.toLocaleString('en-US')} bytes`,
  came: 'more',
};
const NOT_UTF8: Line = { expected: 'UTF-8', came: 'other bytes' };

/**
 * Cuts bytes into lines, however they come; empty lines are left out. Memory is bounded: of a line that
 * is too long, or never ends, the client hears at once, and the rest of it is passed over.
 */
export class LineReader {
  /** The beginning of a line whose end has not come yet. */
  #held = Buffer.alloc(1024);
  #length = 0;
  #isTooLong = false;

  /** The lines that end in a chunk. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    for (let from = 0; from < chunk.length;) {
      const at = chunk.indexOf(NEWLINE, from);
      this.#take(chunk, from, at, lines);
      if (at < 0) break;
      from = at + 1;
    }
    return lines;
  }

  /** The last line, if no line break ends it. */
  end(): Line[] {
    const lines: Line[] = [];
    this.#take(Buffer.alloc(0), 0, 0, lines);
    return lines;
  }

  /** Takes a chunk from `from` to the line break at `at`, or to its end if that is below 0. */
  #take(chunk: Buffer, from: number, at: number, lines: Line[]): void {
    const end = at < 0 ? chunk.length : at;
    if (!this.#isTooLong && this.#length + (end - from) > MAX_LINE_BYTES) {
      lines.push(TOO_LONG);
      this.#isTooLong = true;
      this.#held = Buffer.alloc(1024);
      this.#length = 0;
    }
    if (this.#isTooLong) {
      this.#isTooLong = at < 0;
      return;
    }
    const bytes = chunk.subarray(from, end);
    if (at >= 0 && this.#length === 0) return addLine(bytes, lines);
    this.#hold(bytes);
    if (at < 0) return;
    addLine(this.#held.subarray(0, this.#length), lines);
    this.#length = 0;
  }

  /** In one piece: a client may send single bytes. */
  #hold(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#held.length) {
      const grown = Buffer.alloc(Math.max(length, 2 * this.#held.length));
      this.#held.copy(grown, 0, 0, this.#length);
      this.#held = grown;
    }
    bytes.copy(this.#held, this.#length);
    this.#length = length;
  }
}

function addLine(bytes: Buffer, lines: Line[]): void {
  if (!isUtf8(bytes)) {
    lines.push(NOT_UTF8);
    return;
  }
  // Some programs begin what they write with a byte order mark.
  const text = bytes.toString().replace(/^\uFEFF/, '');
  if (text.trim() !== '') lines.push({ text });
}
