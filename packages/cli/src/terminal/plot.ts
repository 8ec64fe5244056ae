import { BrailleCanvas, DOTS_ACROSS, DOTS_DOWN } from './braille.ts';
import { styleOf, type Span } from './line.ts';
import type { Scale } from './scale.ts';

/** A curve in steps. */
export interface Series {
  readonly label: string;
  /** Its color and its pattern. */
  readonly index: number;
  /** Increasing. */
  readonly x: readonly number[];
  /** One for each of `x`; null before the first. */
  readonly median: readonly (number | null)[];
  /** Drawn as a band if they differ. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** How large a plot is, and what it shows. */
export interface PlotSize {
  readonly columns: number;
  readonly rows: number;
  /** The first and the last place. */
  readonly first: number;
  readonly last: number;
  /** How far a value reaches to both sides of its place. */
  readonly halfStep: number;
  readonly scale: Scale;
}

/** Patterns of horizontal pieces, so that curves differ without colors: solid, dashes, short ones, both. */
const PATTERNS: readonly ((dot: number) => boolean)[] = [
  () => true,
  (dot) => dot % 8 < 6,
  (dot) => dot % 4 < 2,
  (dot) => dot % 10 < 6 || dot % 10 === 8,
];

/** The inside of a chart: lines, and bands around them. What is drawn first lies on top. */
export class Plot {
  readonly #size: PlotSize;
  readonly #lines: BrailleCanvas;
  readonly #bands: BrailleCanvas;
  /** Characters that a line passes, gaps of its pattern included: bands leave them free. */
  readonly #passed = new Set<string>();

  constructor(size: PlotSize) {
    this.#size = size;
    this.#lines = new BrailleCanvas(size.columns, size.rows);
    this.#bands = new BrailleCanvas(size.columns, size.rows);
  }

  line({ x, median, index }: Series): void {
    const isDrawn = PATTERNS[index % PATTERNS.length]!;
    const end = this.#dotAt(x.at(-1)!);
    let before: number | undefined;
    for (const [dot, at] of this.#placesOf(x)) {
      const y = this.#heightOf(median[at]);
      if (y === undefined) continue;
      this.#passed.add(keyOf(dot, y));
      if (before !== undefined && before !== y) {
        const [top, bottom] = [Math.min(before, y), Math.max(before, y)];
        for (let height = top; height <= bottom; height++) this.#lines.set(dot, height, index);
      } else if (isDrawn(dot) || dot > end) {
        this.#lines.set(dot, y, index);
      }
      before = y;
    }
  }

  band({ x, low, high, index }: Series): void {
    for (const [dot, at] of this.#placesOf(x)) {
      const [bottom, top] = [this.#heightOf(low[at]), this.#heightOf(high[at])];
      if (top === undefined || bottom === undefined || top === bottom) continue;
      if (dot % DOTS_ACROSS !== 0) continue;
      // One dot in a character.
      for (let height = top; height <= bottom; height++) {
        if ((height + dot) % DOTS_DOWN === 0) this.#bands.set(dot, height, index);
      }
    }
  }

  /** Where a line ends, in rows from the top. */
  endOf({ median }: Series): number {
    const last = median.findLast((value) => value !== null);
    return this.#heightOf(last)! / DOTS_DOWN;
  }

  /** The column of a place. */
  columnOf(x: number): number {
    return Math.floor(this.#dotAt(x) / DOTS_ACROSS);
  }

  /** @param isWhole  with the spaces at its end */
  row(row: number, isWhole: boolean): Span[] {
    const bands = this.#bands.row(row);
    const spans = this.#lines.row(row).map((line, column): Span => {
      const isBand = line.text === ' ' && !this.#passed.has(`${column} ${row}`);
      const { text, owner } = isBand ? bands[column]! : line;
      return owner === undefined ? { text } : { text, style: styleOf(owner), isDim: isBand };
    });
    return joined(isWhole ? spans : trimmed(spans));
  }

  /** For each column of dots, the place that holds there; none before the first and behind the last one. */
  *#placesOf(x: readonly number[]): Generator<readonly [dot: number, at: number]> {
    const { halfStep, columns } = this.#size;
    const ends = x.map((place, i) =>
      this.#dotAt(i + 1 < x.length ? x[i + 1]! - halfStep : place + halfStep),
    );
    let at = 0;
    const first = Math.max(0, Math.round(this.#dotAt(x[0]! - halfStep)));
    for (let dot = first; dot < columns * DOTS_ACROSS; dot++) {
      while (at < x.length && ends[at]! <= dot) at += 1;
      if (at === x.length) return;
      yield [dot, at];
    }
  }

  /** Where a place is in columns of dots. */
  #dotAt(x: number): number {
    const { columns, first, last, halfStep } = this.#size;
    return ((x - first + halfStep) / (last - first + 2 * halfStep)) * columns * DOTS_ACROSS;
  }

  #heightOf(value: number | null | undefined): number | undefined {
    if (value === null || value === undefined) return undefined;
    const { rows, scale } = this.#size;
    return Math.round((1 - scale.place(value)) * (rows * DOTS_DOWN - 1));
  }
}

/** The character of a dot. */
const keyOf = (dot: number, height: number): string =>
  `${Math.floor(dot / DOTS_ACROSS)} ${Math.floor(height / DOTS_DOWN)}`;

function trimmed(spans: readonly Span[]): readonly Span[] {
  const last = spans.findLastIndex(({ text }) => text !== ' ');
  return spans.slice(0, last + 1);
}

/** Neighbors of one style as one part. */
function joined(spans: readonly Span[]): Span[] {
  const parts: Span[] = [];
  for (const span of spans) {
    const before = parts.at(-1);
    const isSame = before?.style === span.style && before?.isDim === span.isDim;
    if (before !== undefined && (isSame || span.text === ' ')) {
      parts[parts.length - 1] = { ...before, text: before.text + span.text };
    } else {
      parts.push(span);
    }
  }
  return parts;
}
