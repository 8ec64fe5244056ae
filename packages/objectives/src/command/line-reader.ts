/** The longest line that is read whole, in bytes; of a longer one only the beginning is kept. */
export const MAX_LINE_BYTES = 2 ** 20;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Called for each line, without its end. The bytes may be kept. */
export type OnLine = (line: Buffer, isCut: boolean) => void;

/**
 * Cuts a stream of bytes into lines, wherever its chunks begin and end. A carriage return ends a line
 * too: a progress bar writes many lines over each other. The memory it takes is bounded.
 */
export class LineReader {
  readonly #onLine: OnLine;
  /** The beginning of a line that came with earlier chunks. */
  #pending = Buffer.alloc(0);
  #pendingBytes = 0;
  #isCut = false;

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let begin = 0;
    let lineFeed = chunk.indexOf(LINE_FEED);
    let carriageReturn = chunk.indexOf(CARRIAGE_RETURN);
    for (;;) {
      if (lineFeed !== -1 && lineFeed < begin) lineFeed = chunk.indexOf(LINE_FEED, begin);
      if (carriageReturn !== -1 && carriageReturn < begin) {
        carriageReturn = chunk.indexOf(CARRIAGE_RETURN, begin);
      }
      const isLineFeed = carriageReturn === -1 || (lineFeed !== -1 && lineFeed < carriageReturn);
      const end = isLineFeed ? lineFeed : carriageReturn;
      if (end === -1) break;
      this.#end(chunk.subarray(begin, end));
      begin = end + 1;
    }
    if (begin < chunk.length) this.#keep(chunk.subarray(begin));
  }

  /** The stream is over: what came after the last line end is a line too. */
  finish(): void {
    if (this.#pendingBytes > 0) this.#end(Buffer.alloc(0));
  }

  #end(rest: Buffer): void {
    if (this.#pendingBytes === 0 && rest.length <= MAX_LINE_BYTES) {
      this.#onLine(rest, false);
      return;
    }
    this.#keep(rest);
    const line = this.#pending.subarray(0, this.#pendingBytes);
    const isCut = this.#isCut;
    // The next line gets another buffer: this one may be kept.
    this.#pending = Buffer.alloc(0);
    this.#pendingBytes = 0;
    this.#isCut = false;
    this.#onLine(line, isCut);
  }

  #keep(bytes: Buffer): void {
    const room = MAX_LINE_BYTES - this.#pendingBytes;
    if (bytes.length > room) this.#isCut = true;
    const length = Math.min(bytes.length, room);
    const total = this.#pendingBytes + length;
    if (total > this.#pending.length) {
      const grown = Buffer.alloc(Math.min(MAX_LINE_BYTES, 2 * total));
      this.#pending.copy(grown, 0, 0, this.#pendingBytes);
      this.#pending = grown;
    }
    bytes.copy(this.#pending, this.#pendingBytes, 0, length);
    this.#pendingBytes = total;
  }
}
