import { terminalWidth } from '../process/output.ts';

/** Narrower than this, columns of flags and descriptions would break words. */
const NARROW = 60;

/** So wide that the parser leaves lines whole. */
const WHOLE = 1000;

/** The width that the parser lays its help out for. */
export function helpWidth(): number {
  const width = terminalWidth();
  if (width === Infinity) return 80;
  return width < NARROW ? WHOLE : Math.min(100, width);
}

/** The help as it is printed: on a narrow terminal each description wraps below its flag. */
export async function helpText(text: string): Promise<string> {
  if (helpWidth() !== WHOLE) return text;
  const { wrap } = await import('../terminal/width.ts');
  const lines = text.split('\n').map((line) => line.replace(/ {2,}/g, '  '));
  return lines.flatMap((line) => wrap(line, terminalWidth(), { hang: 4 })).join('\n');
}
