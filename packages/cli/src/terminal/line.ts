import { colors } from './colors.ts';
import { visible } from './visible.ts';
import { displayWidth, shorten } from './width.ts';

/** How a part of a line looks where there are colors. */
export type Style = 'dim' | 'bold' | 'green' | 'red' | 'cyan' | 'yellow' | 'magenta' | 'blue';

/** A part of a line with a style of its own. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
  readonly isDim?: boolean;
}

/** A line to print, with colors if it has some. Its text is made visible when it is painted. */
export type Line = string | Span | readonly Span[];

/** Colors that tell strategies apart, by their place in the design; red and green mean bad and good. */
const SERIES: readonly Style[] = ['cyan', 'yellow', 'magenta', 'blue'];

export const styleOf = (index: number): Style => SERIES[index % SERIES.length]!;

const spansOf = (line: Line): readonly Span[] => {
  if (typeof line === 'string') return [{ text: line }];
  return 'text' in line ? [line] : line;
};

export const textOf = (line: Line): string =>
  spansOf(line)
    .map(({ text }) => text)
    .join('');

/** A line as it is written: without control characters but those of its colors. */
export const paint = (line: Line): string =>
  spansOf(line)
    .map(({ text, style, isDim = false }) => {
      const colored = style === undefined ? visible(text) : colors[style](visible(text));
      return isDim ? colors.dim(colored) : colored;
    })
    .join('');

/** A line that fits into so many columns: what does not is cut off. */
export function shortenLine(line: Line, width: number): Line {
  let room = width;
  const spans = spansOf(line).map((span) => ({ ...span, text: visible(span.text) }));
  if (displayWidth(spans.map(({ text }) => text).join('')) <= width) return spans;
  return spans.map((span) => {
    const text = shorten(span.text, room);
    room -= displayWidth(text);
    return { ...span, text };
  });
}

/** A line with the start of its text in a style. */
export const styleStart = (text: string, length: number, style: Style): Line => [
  { text: text.slice(0, length), style },
  { text: text.slice(length) },
];
