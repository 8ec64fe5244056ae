import { colors } from './colors.ts';
import { visible } from './visible.ts';

/** A line to print, with a color if it has one. Its text is made visible when it is painted. */
export type Line = string | { readonly text: string; readonly style: 'dim' | 'green' | 'red' };

export const textOf = (line: Line): string => (typeof line === 'string' ? line : line.text);

/** A line as it is written: without control characters but those of its color. */
export const paint = (line: Line): string =>
  typeof line === 'string' ? visible(line) : colors[line.style](visible(line.text));
