/**
 * Text that others wrote, made safe to print: names, values, reasons, paths, the output of programs. A
 * terminal obeys control characters, reorders text by bidi marks and hides zero-width characters; all of
 * them are shown as escapes instead, `\x1b` or `\u202e`. What is already escaped stays as it is.
 */

/** Emoji keep their variation selectors; everything else that cannot be seen is escaped. */
const UNSEEN =
  /(?![\uFE0E\uFE0F])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** Marks piled on one character; a word of any language has fewer. */
const PILED_MARKS = /(\p{M}{8})\p{M}+/gu;

/** Most text: nothing in it to escape. */
const PLAIN_LINE = /^[ -~]*$/;
const PLAIN_LINES = /^[ -~\n\t]*$/;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}

/** Text as part of a line: line breaks and tabs are escaped too. */
export function visible(text: string): string {
  if (PLAIN_LINE.test(text)) return text;
  return text.replace(UNSEEN, escapeOf).replace(PILED_MARKS, '$1…');
}

/** Text of several lines: `\n` breaks lines, and tabs stay. */
export function visibleLines(text: string): string {
  if (PLAIN_LINES.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replace(UNSEEN, (character) => (/[\n\t]/.test(character) ? character : escapeOf(character)))
    .replace(PILED_MARKS, '$1…');
}

/** The escape sequences of colors: without them, the text of a program is still whole. */
// eslint-disable-next-line no-control-regex
const COLORS = /(?:\u001B\[|\u009B)[\d;:]*m/g;

/** What a program printed: without its colors, and the redrawn line of a progress bar as lines. */
export function visibleOutput(text: string): string {
  if (PLAIN_LINES.test(text)) return text;
  return visibleLines(text.replace(COLORS, '').replace(/\r+\n?/g, '\n'));
}

/**
 * JSON on one line. Characters that cannot be seen are written as JSON escapes, which read as the same
 * text: JSON.stringify leaves C1 controls, bidi marks and U+2028 as they are.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  if (PLAIN_LINE.test(text)) return text;
  return text.replace(UNSEEN, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
