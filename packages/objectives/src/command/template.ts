import type { Space, TuneError } from '@tune/core';
import { nearest } from '@tune/core/plugin';
import { parseArgsStringToArgv } from 'string-argv';
import { objectiveError } from '../errors.ts';

/** The text for each placeholder, by its name. */
export type Filling = ReadonlyMap<string, string>;

/** Placeholders of every command besides its parameters, which come first. */
const EXTRA_NAMES = ['seed', 'fidelity', 'params_file'] as const;

/** A part of a word: text, or the name of a placeholder. */
type Part = string | { readonly name: string };

/** The words of a command; each is a list of parts. */
export type Template = readonly (readonly Part[])[];

/**
 * What looks like a name in braces. Braces around anything else (quotes, colons, commas, digits alone)
 * belong to the program: JSON, shell and regular expressions have them too.
 */
const NAME_LIKE = /^\{([\p{L}\p{M}\p{N}_. -]*[\p{L}_][\p{L}\p{M}\p{N}_. -]*)\}/u;

/**
 * The words of a command line. Quotes keep words together; no shell is involved.
 * @throws OBJECTIVE_COMMAND_INVALID  a quote is not closed, or is escaped
 */
export function splitCommand(command: string | readonly string[]): readonly string[] {
  if (typeof command !== 'string') return command;
  checkQuotes(command);
  return parseArgsStringToArgv(command);
}

/** Refuses quotes that a shell would read differently: the words would not be those that were meant. */
function checkQuotes(command: string): void {
  let open: string | undefined;
  for (let at = 0; at < command.length; at++) {
    const char = command[at]!;
    if ((char !== '"' && char !== "'") || (open !== undefined && char !== open)) continue;
    if (command[at - 1] === '\\' && open !== "'") {
      throw invalid(
        `The command has \\${char}, but a backslash does not change what a quote means. Put that argument into the other kind of quotes, such as '{"a":1}'.`,
      );
    }
    open = open === undefined ? char : undefined;
  }
  if (open !== undefined) throw invalid(`The command has a quote (${open}) that is not closed.`);
}

/**
 * Finds the placeholders of a command.
 * @throws OBJECTIVE_COMMAND_INVALID  no program, or a placeholder that is not a parameter
 */
export function parseTemplate(words: readonly string[], { names }: Space): Template {
  if (words.length === 0 || words[0] === '') {
    throw invalid('The command is empty; expected a program and its arguments.');
  }
  const known = [...names, ...EXTRA_NAMES];
  // The longest first: a name may begin like another one and go on with a brace.
  const byLength = [...new Set(known)].sort((a, b) => b.length - a.length);
  return words.map((word) => parseWord(word, known, byLength));
}

/** The names of the placeholders. */
export function namesOf(template: Template): Set<string> {
  const parts = template.flat();
  return new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name])));
}

/** The words with every placeholder replaced; one argument stays one argument. */
export function fillTemplate(template: Template, filling: Filling): string[] {
  const fill = (part: Part): string =>
    typeof part === 'string' ? part : (filling.get(part.name) ?? '');
  return template.map((parts) => parts.map(fill).join(''));
}

function parseWord(word: string, known: readonly string[], byLength: readonly string[]): Part[] {
  const parts: Part[] = [];
  /** The open braces: whether each is a double one. */
  const open: boolean[] = [];
  let text = '';
  for (let at = 0; at < word.length; at++) {
    const char = word[at]!;
    if (char === '{' && word[at + 1] === '{') {
      open.push(true);
      text += '{';
      at += 1;
    } else if (char === '{') {
      const { name, length = 0 } = placeholderAt(word, at + 1, byLength);
      // `${name}` is a variable of a shell.
      const isShell = word[at - 1] === '$';
      if (name !== undefined && isShell) throw ambiguous(name);
      if (name === undefined) {
        if (!isShell) refuseUnknown(word.slice(at), known);
        open.push(false);
        text += '{';
      } else {
        parts.push(text, { name });
        text = '';
        at += length + 1;
      }
    } else if (char === '}') {
      // A double brace is closed by a double one; the `}}` of nested JSON are two braces.
      const isClosing = open.at(-1) !== true || word[at + 1] === '}';
      if (isClosing && open.pop() === true) at += 1;
      text += '}';
    } else {
      text += char;
    }
  }
  return [...parts, text];
}

/** The known name that is followed by a brace; letters with accents may be written in several ways. */
function placeholderAt(
  word: string,
  at: number,
  byLength: readonly string[],
): { readonly name?: string; readonly length?: number } {
  const exact = byLength.find((name) => word.startsWith(`${name}}`, at));
  if (exact !== undefined) return { name: exact, length: exact.length };
  const written = word.slice(at, Math.max(at, word.indexOf('}', at)));
  const name = byLength.find((it) => it.normalize() === written.normalize());
  return name === undefined ? {} : { name, length: written.length };
}

/** How many names a message lists. */
const MAX_LISTED = 20;

function refuseUnknown(rest: string, known: readonly string[]): void {
  const name = NAME_LIKE.exec(rest)?.[1];
  if (name === undefined) return;
  const all = known.slice(0, MAX_LISTED).map((it) => `{${it}}`);
  if (known.length > MAX_LISTED) all.push('...');
  const near = nearest(name.trim(), known);
  const meant = near === undefined ? '' : `Did you mean {${near}}? `;
  throw invalid(
    `The command has {${name}}, but there is no parameter of that name. ${meant}It can have ${all.join(', ')}; for the text {${name}} itself write {{${name}}}.`,
  );
}

const ambiguous = (name: string): TuneError =>
  invalid(
    `The command has $\{${name}}, which could mean two things. Write {${name}} for the value of the parameter, or $\{{${name}}} for a variable of a shell.`,
  );

const invalid = (reason: string): TuneError =>
  objectiveError('OBJECTIVE_COMMAND_INVALID', { reason });
