import { visible } from './visible.ts';
import { displayWidth } from './width.ts';

/** Needs no quotes in a shell. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word of a command line as a shell reads it. */
export const shellWord = (word: string): string =>
  PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command line in lines of a width, which can be pasted as they are: each but the last ends with a backslash. */
export function commandLines(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const shown = visible(word);
    const line = lines.at(-1);
    const longer = line === undefined ? shown : `${line} ${shown}`;
    // Room for the backslash.
    if (line !== undefined && displayWidth(longer) > width - 2) lines.push(`  ${shown}`);
    else lines[Math.max(0, lines.length - 1)] = longer;
  }
  return lines.map((line, i) => (i + 1 < lines.length ? `${line} \\` : line));
}
