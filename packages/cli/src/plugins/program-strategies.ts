import { basename, extname } from 'node:path';
import type { Json, Strategy, TuneError } from '@tune/core';
import { LIBRARY_NAMES } from '@tune/python';
import { isFile } from '../versions/is-file.ts';
import { programVersion } from '../versions/program-files.ts';
import { cliError, usage } from '../errors.ts';
import { parseQuery, type Query } from './query.ts';

type Options = Readonly<Record<string, Json>>;

/** A kind of strategies that run in a process of their own, known by the word before a colon. */
interface ProgramKind {
  /** Files of the user run. */
  readonly isOfUser: boolean;
  /** What the strategy is called, of what follows the colon. */
  shortName(rest: string): string;
  resolve(name: string, rest: string, options: Options): Promise<Strategy>;
}

const fileName = (path: string): string => basename(path, extname(path));

/** Of `python3 mine.py --fast` it is `mine`: the first word that is a path or has an extension. */
function programName(line: string): string {
  const words = line.split(/\s+/);
  return fileName(words.find((word) => /[\\/.]/.test(word)) ?? words[0]!);
}

/** The optimizer of a library that has an adapter. */
const library = (word: string): ProgramKind => ({
  isOfUser: false,
  shortName: (rest) => (rest === '' ? word : `${word}:${rest}`),
  async resolve(name, _, options) {
    const { libraryStrategy } = await import('@tune/python');
    return libraryStrategy(name, { options });
  },
});

const KINDS: Readonly<Record<string, ProgramKind>> = {
  python: {
    isOfUser: true,
    shortName: fileName,
    async resolve(name, file, options) {
      if (!isFile(file)) {
        throw cliError('CLI_MODULE_NOT_LOADABLE', { path: file, reason: 'there is no such file' });
      }
      const { programEnv, userPython } = await import('@tune/python');
      const command = [userPython(process.env), file];
      return programOf(name, command, options, programEnv(process.env));
    },
  },
  program: {
    isOfUser: true,
    shortName: programName,
    async resolve(name, line, options) {
      const { splitCommand } = await import('@tune/objectives/command');
      return programOf(name, splitCommand(line), options, process.env);
    },
  },
  ...Object.fromEntries(LIBRARY_NAMES.map((word) => [word, library(word)])),
};

async function programOf(
  name: string,
  command: readonly string[],
  options: Options,
  env: NodeJS.ProcessEnv,
): Promise<Strategy> {
  const { programStrategy } = await import('@tune/python');
  const version = programVersion(command);
  return programStrategy({
    ...{ name, command, options, env },
    ...(version === undefined ? {} : { version }),
  });
}

function kindOf(name: string): { kind: ProgramKind; rest: string } | undefined {
  const [word = '', ...rest] = name.split(':');
  if (!Object.hasOwn(KINDS, word)) return undefined;
  const kind = KINDS[word]!;
  // A library alone is its own choice; a program is not.
  return rest.length === 0 && kind.isOfUser ? undefined : { kind, rest: rest.join(':') };
}

/** The strategy of `python:./mine.py`, `program:./mine --flag` or `optuna:tpe`; undefined for other names. */
export function resolveProgram({ name, options }: Query): Promise<Strategy> | undefined {
  const found = kindOf(name);
  return found?.kind.resolve(name, found.rest, options);
}

/** What such a strategy is called; undefined for other names. */
export function programLabel(name: string): string | undefined {
  const found = kindOf(name);
  return found?.kind.shortName(found.rest);
}

/** Whether a name is that of a library's optimizer: it runs no code of the user. */
export const isLibrary = (name: string): boolean => kindOf(name)?.kind.isOfUser === false;

/** What is to be installed for several strategies, by their names. */
export function librariesMissing(errors: ReadonlyMap<string, TuneError>): TuneError {
  const sentences = [...errors.values()].map(({ message }) => message);
  const own = process.env['TUNE_PYTHON'];
  const setup = `Or let tune make an environment for ${errors.size === 1 ? 'it' : 'them'}:\n  tune setup --contenders ${[...errors.keys()].join(',')}`;
  // With TUNE_PYTHON no other environment is looked at.
  const lines = own === undefined ? [...sentences, setup] : sentences;
  return cliError('CLI_LIBRARY_MISSING', { sentences: lines.join('\n') });
}

/**
 * The names of a list of libraries' optimizers, without their options and what is not a library.
 * @throws CLI_USAGE  none is
 */
export function librariesOf(list: string): string[] {
  const names = list.split(',').map((spec) => parseQuery(spec.trim()).name);
  const libraries = [...new Set(names.filter(isLibrary))];
  if (libraries.length > 0) return libraries;
  throw usage(
    `--contenders expects Python libraries (${LIBRARY_NAMES.join(', ')}), alone or with an optimizer as in optuna:tpe, but got "${list}".`,
  );
}
