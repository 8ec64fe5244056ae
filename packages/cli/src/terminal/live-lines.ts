import { draw, keepBelow, terminalWidth, textStream, type LiveRegion } from '../process/output.ts';
import { paint, shortenLine, type Line } from './line.ts';

/** To the start of the line, and to the end of the screen. */
const TO_START = '\r';
const ERASE_BELOW = '\u001B[J';
const up = (lines: number): string => (lines > 0 ? `\u001B[${lines}A` : '');

const { env } = process;

/** Whether people read a terminal that can move its cursor, in front of a person. */
export const isInteractive = (): boolean =>
  textStream().isTTY === true && env['TERM'] !== 'dumb' && !env['CI'];

/**
 * Lines at the end of the screen that are drawn again and again. The cursor waits at their start, not at
 * their end: if the terminal is resized, they may wrap into more rows, and everything below the cursor
 * is erased however many they are.
 */
export class LiveLines implements LiveRegion {
  readonly #lines: () => readonly Line[];
  readonly #redraw = (): void => this.draw();
  readonly #clear = (): void => this.clear();
  #isShown = false;

  /** @param lines  what is shown, asked for each time it is drawn */
  constructor(lines: () => readonly Line[]) {
    this.#lines = lines;
  }

  draw(): void {
    if (!this.#isShown) {
      this.#isShown = true;
      keepBelow(this);
      textStream().on('resize', this.#redraw);
      process.once('exit', this.#clear);
    }
    draw(this.redrawn());
  }

  /** Removes it from the screen. */
  clear(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    draw(this.cleared());
    keepBelow(undefined);
    textStream().off('resize', this.#redraw);
    process.off('exit', this.#clear);
  }

  cleared(): string {
    return TO_START + ERASE_BELOW;
  }

  redrawn(): string {
    // More lines than rows would scroll, and could not be reached again.
    const height = textStream().rows;
    const rows = height > 0 ? height : 24;
    const width = terminalWidth();
    const lines = this.#lines()
      .slice(-Math.max(1, rows - 1))
      // A line that would wrap takes two rows.
      .map((line) => paint(shortenLine(line, width)));
    // Erased first: behind a line that is as wide as the screen, its last character would be erased too.
    return this.cleared() + lines.join('\n') + up(lines.length - 1) + TO_START;
  }
}
