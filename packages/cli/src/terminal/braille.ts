/** Dots of a character, by row and column: Unicode gives each a bit. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BLANK = 0x2800;

/** Dots in a character. */
export const DOTS_ACROSS = 2;
export const DOTS_DOWN = 4;

/** What one character shows. */
export interface BrailleCell {
  /** A braille character, or a space. */
  readonly text: string;
  /** Who has set the first of its dots. */
  readonly owner: number | undefined;
}

/** Dots in a grid, eight to a character. Who sets the first dot of a character owns it. */
export class BrailleCanvas {
  readonly columns: number;
  readonly rows: number;
  readonly #bits: Uint8Array;
  readonly #owners = new Map<number, number>();

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#bits = new Uint8Array(columns * rows);
  }

  /** @param x, y  from the top left; dots outside are dropped */
  set(x: number, y: number, owner: number): void {
    const cell = this.#cellOf(x, y);
    if (cell === undefined) return;
    this.#bits[cell]! |= BITS[y % DOTS_DOWN]![x % DOTS_ACROSS]!;
    if (!this.#owners.has(cell)) this.#owners.set(cell, owner);
  }

  row(row: number): BrailleCell[] {
    return Array.from({ length: this.columns }, (_, column) => {
      const cell = row * this.columns + column;
      const bits = this.#bits[cell]!;
      const text = bits === 0 ? ' ' : String.fromCharCode(BLANK + bits);
      return { text, owner: this.#owners.get(cell) };
    });
  }

  #cellOf(x: number, y: number): number | undefined {
    const [column, row] = [Math.floor(x / DOTS_ACROSS), Math.floor(y / DOTS_DOWN)];
    if (column < 0 || column >= this.columns || row < 0 || row >= this.rows) return undefined;
    return row * this.columns + column;
  }
}
