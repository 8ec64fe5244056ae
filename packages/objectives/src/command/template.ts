import type { Space } from '@tune/core';
import { closest } from 'fastest-levenshtein';
import { parseArgsStringToArgv } from 'string-argv';
import { invalidOption } from '../check-options.ts';

/** The text for each placeholder, by its name. */
export type Filling = Readonly<Record<string, string>>;

/** Placeholders of every command besides its parameters. */
export const EXTRA_NAMES = ['seed', 'fidelity', 'params_file'] as const;

/** `{name}`; a double brace stands for a brace. */
const PLACEHOLDER = /\{\{|\}\}|\{(\w+)\}/g;

/** The words of a command line. Quotes keep words together; no shell is involved. */
export function splitCommand(command: string | readonly string[]): readonly string[] {
  return typeof command === 'string' ? parseArgsStringToArgv(command) : command;
}

/** @throws OBJECTIVE_OPTION_INVALID  no program, or a placeholder that is not a parameter */
export function checkTemplate(words: readonly string[], { names }: Space): void {
  const invalid = (expected: string, value: unknown) =>
    invalidOption('command', 'command', expected, value);
  if (words.length === 0 || words[0] === '') throw invalid('a program', words.join(' '));
  const known = [...names, ...EXTRA_NAMES];
  for (const [, name] of words.flatMap((word) => [...word.matchAll(PLACEHOLDER)])) {
    if (name === undefined || known.includes(name)) continue;
    const meant = `placeholders among {${known.join('}, {')}} ({${closest(name, known)}}?)`;
    throw invalid(`${meant}, and {{ for a brace itself`, `{${name}}`);
  }
}

/** The words with every placeholder replaced; one argument stays one argument. */
export function fillTemplate(words: readonly string[], filling: Filling): string[] {
  return words.map((word) =>
    word.replaceAll(PLACEHOLDER, (text: string, name: string | undefined) => {
      if (name === undefined) return text[0]!;
      return filling[name] ?? text;
    }),
  );
}
