import { TuneError, type Space } from '@tune/core';
import { closest } from 'fastest-levenshtein';
import { parseArgsStringToArgv } from 'string-argv';

/** What stands for a placeholder, by its name. */
export type Filling = Readonly<Record<string, string>>;

/** Names that are no parameters, in every command. */
export const EXTRA_NAMES = ['seed', 'fidelity', 'params_file'] as const;

/** `{name}`; a doubled brace is a brace. */
const PLACEHOLDER = /\{\{|\}\}|\{(\w+)\}/g;

/** The arguments of a command line; quotes keep words together, and there is no shell. */
export function splitCommand(command: string | readonly string[]): readonly string[] {
  return typeof command === 'string' ? parseArgsStringToArgv(command) : command;
}

/** @throws OBJECTIVE_OPTION_INVALID  no program, or a placeholder that is no parameter */
export function checkTemplate(words: readonly string[], { names }: Space): void {
  const invalid = (expected: string, value: unknown) =>
    new TuneError('OBJECTIVE_OPTION_INVALID', {
      objective: 'command',
      option: 'command',
      expected,
      value,
    });
  if (words.length === 0 || words[0] === '') throw invalid('a program', words.join(' '));
  const known = [...names, ...EXTRA_NAMES];
  for (const [, name] of words.flatMap((word) => [...word.matchAll(PLACEHOLDER)])) {
    if (name === undefined || known.includes(name)) continue;
    const meant = `placeholders among {${known.join('}, {')}} ({${closest(name, known)}}?)`;
    throw invalid(`${meant}, and {{ for a brace itself`, `{${name}}`);
  }
}

/** The words with every placeholder filled in: what was one argument stays one. */
export function fillTemplate(words: readonly string[], filling: Filling): string[] {
  return words.map((word) =>
    word.replaceAll(PLACEHOLDER, (text: string, name: string | undefined) => {
      if (name === undefined) return text[0]!;
      return filling[name] ?? text;
    }),
  );
}
