import { basename } from 'node:path';
import { createError } from './errors.ts';

/** How a plugin is called: in a search, as a package, and in its code. */
export interface PluginNames {
  /** `annealing`: in `--strategies`, in files and messages. */
  readonly name: string;
  /** `tune-strategy-annealing` */
  readonly packageName: string;
  /** `annealing`, or `hillClimber` of `hill-climber`. */
  readonly identifier: string;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Words that a program cannot have as a name of a function. */
const RESERVED = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false ' +
    'finally for function if import in instanceof new null return super switch this throw true try typeof ' +
    'var void while with yield let static implements interface package private protected public arguments eval'
  ).split(' '),
);

/**
 * The names of a plugin that is called `name`.
 * @throws CREATE_NAME_INVALID
 */
export function pluginNames(kind: string, name: string): PluginNames {
  const short = withoutPrefix(kind, name);
  const identifier = short.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (!NAME.test(short) || short.length > 100 || RESERVED.has(identifier)) {
    throw createError('CREATE_NAME_INVALID', { name });
  }
  return { name: short, packageName: `tune-${kind}-${short}`, identifier };
}

/** A name that the folder suggests: `hill-climber` of `./Hill Climber`. Undefined if it suggests none. */
export function nameOfFolder(kind: string, folder: string): string | undefined {
  const words = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '');
  try {
    return pluginNames(kind, words).name;
  } catch {
    return undefined;
  }
}

const withoutPrefix = (kind: string, name: string): string =>
  name.startsWith(`tune-${kind}-`) ? name.slice(`tune-${kind}-`.length) : name;
