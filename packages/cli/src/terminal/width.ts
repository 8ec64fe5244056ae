import stringWidth from 'string-width';
import { terminalWidth } from '../process/output.ts';
import { visible } from './visible.ts';

const segmenter = new Intl.Segmenter('en');
const ASCII = /^[ -~]*$/;

/** How many columns of a terminal a text takes. */
export const displayWidth = (text: string): number =>
  ASCII.test(text) ? text.length : stringWidth(text);

/** The start of a text that fits into so many columns, characters whole, and what is behind it. */
function cut(text: string, width: number): readonly [start: string, rest: string] {
  if (ASCII.test(text)) return [text.slice(0, width), text.slice(width)];
  let used = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    used += displayWidth(segment);
    if (used > width) return [text.slice(0, index), text.slice(index)];
  }
  return [text, ''];
}

/** A text that fits into so many columns; one that was cut ends with an ellipsis. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? '' : `${cut(text, width - 1)[0]}…`;
}

/** A text filled up with spaces to so many columns. */
export const pad = (text: string, width: number, side: 'start' | 'end' = 'end'): string => {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'start' ? space + text : text + space;
};

/** No sentence is longer, unless it is asked for: JSON has the whole text. */
const LONGEST = 2000;

/**
 * A sentence in lines of a width. What follows the first line is indented like it, or by `hang` columns.
 * A word that is longer than a line is cut.
 */
export function wrap(
  sentence: string,
  width = terminalWidth(),
  { hang, longest = LONGEST }: { readonly hang?: number; readonly longest?: number } = {},
): string[] {
  const text = shorten(visible(sentence), longest);
  if (displayWidth(text) <= width) return [text];
  const indent = /^ */.exec(text)![0];
  const next = ' '.repeat(Math.min(hang ?? indent.length, Math.floor(width / 2)));
  const lines: string[] = [];
  let line = indent.slice(0, Math.floor(width / 2));
  let isStart = true;
  for (const word of text.slice(indent.length).split(' ')) {
    // A line does not begin with a second space.
    if (word === '' && isStart && lines.length > 0) continue;
    let rest = isStart ? word : ` ${word}`;
    if (!isStart && displayWidth(line + rest) > width) {
      lines.push(line);
      line = next;
      rest = word;
    }
    for (;;) {
      const [start, behind] = cut(rest, Math.max(2, width - displayWidth(line)));
      line += start;
      if (behind === '') break;
      lines.push(line);
      line = next;
      rest = behind;
    }
    isStart = lines.length > 0 && line === next;
  }
  // Only the spaces between words: others are part of the text.
  return [...lines, line].map((one) => one.replace(/ +$/, ''));
}
