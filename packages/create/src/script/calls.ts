/** A call in the text of a program. */
export interface Call {
  /** Between the parentheses, split at the commas that are not inside of anything. */
  readonly parts: readonly string[];
  /** Where it begins, from 1. */
  readonly line: number;
  /** Where the text goes on behind it. */
  readonly end: number;
}

export type Syntax = 'python' | 'javascript' | 'shell';

const COMMENT: Readonly<Record<Syntax, RegExp>> = {
  python: /#[^\n]*/y,
  javascript: /\/\/[^\n]*|\/\*[^]*?\*\//y,
  shell: /#[^\n]*/y,
};

const STRINGS: Readonly<Record<Syntax, RegExp>> = {
  python: /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/y,
  javascript: /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`/y,
  shell: /"(?:\\[^]|[^"\\])*"|'[^']*'/y,
};

/** The length of what `pattern` matches at a place of the text; 0 if it does not. */
function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** The text with spaces in place of its comments, so that every place and line stays what it was. */
export function withoutComments(text: string, syntax: Syntax): string {
  let result = '';
  for (let at = 0; at < text.length;) {
    const string = lengthAt(STRINGS[syntax], text, at);
    if (string > 0) {
      result += text.slice(at, at + string);
      at += string;
      continue;
    }
    // In a shell, a # within a word is part of it.
    const isWithin = syntax === 'shell' && /\S/.test(text[at - 1] ?? ' ');
    const comment = isWithin ? 0 : lengthAt(COMMENT[syntax], text, at);
    result += comment > 0 ? text.slice(at, at + comment).replaceAll(/[^\n]/g, ' ') : text[at];
    at += Math.max(comment, 1);
  }
  return result;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * What stands between the bracket at `open` and the one that closes it, split at its own commas; undefined if
 * nothing closes it.
 */
export function bracketed(
  text: string,
  open: number,
  syntax: Syntax,
): { readonly parts: string[]; readonly end: number } | undefined {
  const waiting = [CLOSING[text[open]!]!];
  const parts: string[] = [];
  let from = open + 1;
  for (let at = from; at < text.length; at++) {
    const string = lengthAt(STRINGS[syntax], text, at);
    if (string > 0) {
      at += string - 1;
      continue;
    }
    const letter = text[at]!;
    if (letter in CLOSING) waiting.push(CLOSING[letter]!);
    else if (letter === waiting.at(-1)) {
      waiting.pop();
      if (waiting.length > 0) continue;
      parts.push(text.slice(from, at));
      return { parts: parts.map((part) => part.trim()).filter((part) => part !== ''), end: at + 1 };
    } else if (letter === ',' && waiting.length === 1) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return undefined;
}

/** The calls whose name, with the bracket, `pattern` matches. The text has no comments. */
export function callsOf(text: string, pattern: RegExp, syntax: Syntax): (Call & Matched)[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const found = bracketed(text, match.index + match[0].length - 1, syntax);
    return found === undefined ? [] : [{ ...found, line: lineOf(text, match.index), match }];
  });
}

interface Matched {
  readonly match: RegExpMatchArray;
}

export const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;
