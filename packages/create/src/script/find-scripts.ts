import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createError } from '../errors.ts';
import type { Syntax } from './calls.ts';
import { splitWords } from './words.ts';

/** A script that may be a training, and how it is started. */
export interface Script {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly syntax: Syntax;
  /** The program and its arguments, the script among them. */
  readonly words: readonly string[];
}

const SYNTAX: Readonly<Record<string, Syntax>> = {
  ...{ py: 'python', sh: 'shell', bash: 'shell' },
  ...{
    js: 'javascript',
    mjs: 'javascript',
    cjs: 'javascript',
    ts: 'javascript',
    mts: 'javascript',
  },
};

const FOLDERS = ['', 'src', 'scripts'];

/** Names of files, the likeliest first. */
const NAMES = [
  /^train\.\w+$/,
  /^(train[_-].+|.+[_-]train)\.\w+$/,
  /^(fit|finetune|benchmark)\.\w+$/,
];

/** Scripts of a package.json that may be a training. */
const TASKS = /^(train|fit|benchmark|bench)(:|$)/;

/** Where {@link findScripts} looks, for a message. */
export const LOOKED = ['scripts of package.json', 'train.py', 'train.js', 'train.ts', 'train.sh'];

/** The scripts of a folder, the likeliest first. */
export function findScripts(folder: string): Script[] {
  const files = FOLDERS.filter((name) => existsSync(join(folder, name))).flatMap((name) =>
    readdirSync(join(folder, name), { withFileTypes: true })
      .filter((entry) => entry.isFile() && syntaxOf(entry.name) !== undefined)
      .map((entry) => (name === '' ? entry.name : `${name}/${entry.name}`))
      .toSorted(),
  );
  const named = NAMES.flatMap((pattern) =>
    files.filter((path) => pattern.test(path.slice(path.lastIndexOf('/') + 1))),
  );
  const tasks = tasksOf(folder).flatMap((line) => startedBy(folder, splitWords(line)));
  const shell = [...new Set(named)].map((path) => scriptAt(folder, path));
  // A shell script that only starts another one has its arguments there.
  const all = [...tasks, ...shell.flatMap((script) => [...insideOf(folder, script), script])];
  return all.filter(({ path }, index) => all.findIndex((other) => other.path === path) === index);
}

/**
 * The script of a file.
 * @throws CREATE_SCRIPT_UNREADABLE
 */
export function scriptAt(folder: string, path: string): Script {
  const syntax = syntaxOf(path);
  if (syntax === undefined) {
    const reason = `expected one of ${Object.keys(SYNTAX).join(', ')}`;
    throw createError('CREATE_SCRIPT_UNREADABLE', { path, reason });
  }
  return { path, syntax, words: [...interpreter(folder, path, syntax), path] };
}

/** The text of a file. @throws CREATE_SCRIPT_UNREADABLE */
export function textOf(folder: string, path: string): string {
  try {
    return readFileSync(join(folder, path), 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw createError('CREATE_SCRIPT_UNREADABLE', { path, reason }, { cause: error });
  }
}

const syntaxOf = (path: string): Syntax | undefined => SYNTAX[/\.(\w+)$/.exec(path)?.[1] ?? ''];

function interpreter(folder: string, path: string, syntax: Syntax): string[] {
  if (syntax === 'python') {
    const own = ['.venv/bin/python', 'venv/bin/python'].find((it) => existsSync(join(folder, it)));
    return [own ?? (process.platform === 'win32' ? 'python' : 'python3')];
  }
  if (syntax === 'shell') return [/^#!.*\bbash\b/.test(textOf(folder, path)) ? 'bash' : 'sh'];
  // Before 22.18, Node reads no TypeScript.
  return /\.m?ts$/.test(path) && !('typescript' in process.features) ? ['npx', 'tsx'] : ['node'];
}

function tasksOf(folder: string): string[] {
  try {
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      scripts?: Readonly<Record<string, unknown>>;
    };
    return Object.entries(scripts ?? {})
      .filter(([name, line]) => TASKS.test(name) && typeof line === 'string')
      .map(([, line]) => line as string);
  } catch {
    // No package.json, or none that can be read: it has no scripts then.
    return [];
  }
}

/** The script that a command line starts, if it is a plain one: no pipe, no variable, no second command. */
function startedBy(folder: string, words: readonly string[] | undefined): Script[] {
  if (words === undefined) return [];
  const path = words
    .slice(0, 4)
    .find((word) => syntaxOf(word) !== undefined && isFile(folder, word));
  if (path === undefined) return [];
  return [{ path: pathWord(path), syntax: syntaxOf(path)!, words }];
}

/** A path as {@link Script} has it. */
export const pathWord = (word: string): string => word.replace(/^\.\//, '');

const isFile = (folder: string, path: string): boolean =>
  statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true;

function insideOf(folder: string, { path, syntax }: Script): Script[] {
  if (syntax !== 'shell') return [];
  const lines = textOf(folder, path).replaceAll(/\\\n/g, ' ').split('\n');
  return lines.flatMap((line) => startedBy(folder, splitWords(line.trim())));
}
