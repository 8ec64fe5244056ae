import { dirname, join, resolve } from 'node:path';
import { textHash } from './file-hash.ts';
import { isFile } from './is-file.ts';
import { sourceFiles, versionOfFiles, type SourceFiles } from './source-files.ts';

/** Options in front of a file that the program writes, by the words that their names are made of. */
const WRITTEN = new Set(
  'o out output outputs outfile log logs logfile save saved checkpoint checkpoints ckpt result results write dump history'.split(
    ' ',
  ),
);

/** What a folder is run by. */
const ENTRIES = ['__main__.py', 'index.mjs', 'index.js', 'index.cjs', 'index.ts'];

/** A word of a command line as a shell divides it, and what redirects to it. */
const SHELL_WORDS = /(>?)\s*((?:[^\s;|&()<>"'`]|"[^"]*"|'[^']*')+)/g;

/** A file that a command names, and those that it imports. */
interface ProgramPart {
  readonly entry: string;
  readonly files: SourceFiles;
}

/** What a command runs. */
export interface ProgramSource {
  /** Undefined if it names no file. */
  readonly version: string | undefined;
  readonly files: SourceFiles;
}

/**
 * What a command runs: each file that its words name and the local files that those import. Words that
 * are found on the PATH are not looked at.
 */
export function programSource(words: readonly string[]): ProgramSource {
  const parts = programParts(words);
  const versions = parts.map(({ entry, files }) => versionOfFiles(entry, files));
  return {
    version: versions.length === 0 ? undefined : textHash(...versions),
    files: filesOf(parts),
  };
}

/** The version of what a command runs; undefined if it names no file. */
export const programVersion = (words: readonly string[]): string | undefined =>
  programSource(words).version;

/** The files that a command line names, and those that they import. */
export const programFiles = (command: string): SourceFiles => filesOf(lineParts(command, true));

const filesOf = (parts: readonly ProgramPart[]): SourceFiles =>
  new Map(parts.flatMap(({ files }) => [...files]));

function programParts(words: readonly string[]): ProgramPart[] {
  const parts = words.flatMap((word, index) =>
    wordParts(word, words[index - 1] ?? '', index === 0),
  );
  const entries = new Set<string>();
  return parts.filter(({ entry }) => !entries.has(entry) && entries.add(entry));
}

/** What a shell would see in a text: `python train.py --lr {lr} > log.txt`. */
function lineParts(text: string, hasProgram: boolean): ProgramPart[] {
  const words = [...text.matchAll(SHELL_WORDS)].map(([, redirected, word = '']) => ({
    isWritten: redirected === '>',
    text: word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  }));
  return words.flatMap((word, index) =>
    word.isWritten
      ? []
      : wordParts(word.text, words[index - 1]?.text ?? '', hasProgram && index === 0),
  );
}

/** `train.py`, `--config=small.json`, a folder with a program, or a text for `sh -c`. */
function wordParts(word: string, before: string, isProgram: boolean): ProgramPart[] {
  const module = before === '-m' ? moduleParts(word) : [];
  if (module.length > 0) return module;
  const [, option = before, path = word] = /^(-[^=]*)=(.*)$/s.exec(word) ?? [];
  // A program without a slash is one of the PATH.
  if (path === '' || (isProgram && !/[\\/]/.test(path)) || isWritten(option)) return [];
  const entry = [path, `${path}.js`, ...ENTRIES.map((name) => join(path, name))]
    .map((one) => resolve(one))
    .find(isFile);
  if (entry !== undefined) return [partOf(entry)];
  return /\s/.test(path) ? lineParts(path, false) : [];
}

/** `python -m package.module` */
function moduleParts(name: string): ProgramPart[] {
  const path = resolve(...name.split('.'));
  const entry = [`${path}.py`, join(path, '__main__.py'), join(path, '__init__.py')].find(isFile);
  return entry === undefined ? [] : [partOf(entry)];
}

/** Projects in development are often found from the working folder, or installed from its `src`. */
const partOf = (entry: string): ProgramPart => {
  const roots = [dirname(entry), process.cwd(), resolve('src')];
  return { entry, files: sourceFiles(entry, { roots }) };
};

const isWritten = (option: string): boolean =>
  option.startsWith('-') && option.split(/[-_]+/).some((part) => WRITTEN.has(part.toLowerCase()));
