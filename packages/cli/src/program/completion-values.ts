import { optionOf, type OptionName } from '../options/table.ts';
import type { Command } from './command.ts';
import { SHELLS } from './shells.ts';

/** A value that can be typed, and what it is. */
export interface Value {
  readonly value: string;
  readonly describe: string;
}

/** Options whose value is a file. */
const FILES: ReadonlySet<OptionName> = new Set(['storage', 'spaceFile']);

export const takesFile = (option: OptionName): boolean => FILES.has(option);

/** Options whose values are names, several with commas. */
const NAMES: Readonly<Partial<Record<OptionName, () => Promise<readonly Value[]>>>> = {
  objective: async () => {
    const { OBJECTIVE_NAMES } = await import('../plugins/built-in-objectives.ts');
    return OBJECTIVE_NAMES.map((value) => ({ value, describe: 'objective' }));
  },
  strategies: strategies,
  strategy: strategies,
  contenders: libraries,
  pruner: async () => {
    const { builtInPruners } = await import('@tune/strategies');
    return Object.keys(builtInPruners).map((value) => ({ value, describe: 'pruner' }));
  },
  reporter: async () => {
    const { REPORTER_NAMES } = await import('../reporters/reporter-names.ts');
    return REPORTER_NAMES.map((value) => ({ value, describe: 'reporter' }));
  },
};

async function strategies(): Promise<readonly Value[]> {
  const { builtInStrategies } = await import('@tune/strategies');
  const own = Object.keys(builtInStrategies).map((value) => ({ value, describe: 'strategy' }));
  return [...own, ...(await libraries())];
}

async function libraries(): Promise<readonly Value[]> {
  const { LIBRARY_NAMES } = await import('@tune/python');
  return LIBRARY_NAMES.map((value) => ({ value, describe: 'optimizer of a Python library' }));
}

/**
 * The values that fit where a word is typed: those of its option, or what the command expects.
 * @returns `files` where the name of a file is expected
 */
export async function valuesOf(at: {
  readonly command: Command | undefined;
  readonly option: OptionName | undefined;
  readonly typed: string;
}): Promise<readonly Value[] | 'files'> {
  const { command, option, typed } = at;
  if (option === undefined) return command === undefined ? [] : wordsOf(command);
  const about = optionOf(option);
  if (about.type === 'choice') {
    return about.choices.map((choice) => ({ value: String(choice), describe: '' }));
  }
  const names = NAMES[option];
  if (names === undefined) return [];
  // A path may stand for a name.
  const last = typed.slice(typed.lastIndexOf(',') + 1);
  if (/^[./~]/.test(last)) return 'files';
  const before = typed.slice(0, typed.length - last.length);
  const others = new Set(before.split(','));
  return (await names())
    .filter(({ value }) => !others.has(value))
    .map(({ value, describe }) => ({ value: `${before}${value}`, describe }));
}

/** What a command expects behind its name. */
async function wordsOf({ words }: Command): Promise<readonly Value[] | 'files'> {
  if ('shell' in words) {
    return SHELLS.map((value) => ({ value, describe: 'shell' }));
  }
  if ('file' in words) return 'files';
  return 'name' in words ? storedNames() : [];
}

/** The names of what is stored where a command without `--storage` looks. */
async function storedNames(): Promise<readonly Value[]> {
  const { defaultsOf } = await import('../options/flags.ts');
  const { isStored, openStored } = await import('../stored/open-storage.ts');
  const { storage = 'memory' } = defaultsOf(['storage']);
  if (!(await isStored({ storage }))) return [];
  const stored = await openStored({ storage });
  try {
    const { entriesOf } = await import('../stored/entries.ts');
    const { catalog } = stored;
    const entries = entriesOf(await catalog.comparisons(), await catalog.studies(), []);
    return entries.map(({ name, kind }) => ({ value: name, describe: kind }));
  } finally {
    await stored.close();
  }
}
