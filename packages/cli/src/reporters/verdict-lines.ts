import { styleStart, type Line } from '../terminal/line.ts';
import { wrap } from '../terminal/width.ts';

/** The first sentence stands out: it is what a person repeats to others. */
export function verdictLines(text: string, width: number): Line[] {
  const end = /\.(?= |$)/.exec(text);
  let left = end === null ? text.length : end.index + 1;
  return wrap(text, width).map((line) => {
    const length = Math.max(0, Math.min(left, line.length));
    // The space at which the line was broken.
    left -= line.length + 1;
    return length === 0 ? line : styleStart(line, length, 'bold');
  });
}
