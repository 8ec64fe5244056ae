import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { TuneError } from '@tune/core';
import { nearest } from '../nearest.ts';
import { openFile, shownFile, type StorageFlags } from '../open-storage.ts';
import { countOf } from '../reporters/format.ts';
import { endedOf } from '../stored-progress.ts';
import { usage } from '../usage.ts';
import type { CompareFlags } from '../compare-flags.ts';
import { log } from '../output.ts';
import { compareCommand } from './compare.ts';

/** Flags of the run that goes on; the rest is as it was when it was begun. */
type ResumeFlags = StorageFlags & {
  readonly name: string;
} & {
  readonly [Flag in Exclude<keyof CompareFlags, keyof StorageFlags>]?:
    CompareFlags[Flag] | undefined;
};

/** Flags that are a comparison's own: given again, they change it from here on. */
const CHANGEABLE = [
  ...['trials', 'target', 'patience', 'parallel', 'isolation', 'memoryLimit'],
  ...['trialTimeout', 'maxFailures', 'maxRetries', 'maxSeconds'],
] as const;

/**
 * `tune resume`: goes on with a stored comparison by its name alone.
 * @throws CLI_NAME_UNKNOWN  no comparison of that name; the nearest that there is
 */
export async function resumeCommand(flags: ResumeFlags): Promise<number> {
  const { name, storage, durability, json = false, verbose = 2 } = flags;
  const file = openFile(flags);
  let definition;
  let ended: number;
  try {
    // A study's name begins with that of its comparison.
    definition = file.catalog.comparison(name.split('/')[0]!)?.definition;
    if (definition === undefined) {
      const known = file.catalog.comparisons().map((one) => one.name);
      throw new TuneError('CLI_NAME_UNKNOWN', {
        ...{ name, file: shownFile(storage), nearest: nearest(name, known) },
      });
    }
    const studies = file.catalog.studies(name.split('/')[0]!);
    ended = Math.max(0, ...studies.map(endedOf));
  } finally {
    file.close();
  }
  if (flags.trials !== undefined && flags.trials < ended) {
    throw usage(
      `${name} has ${countOf(ended, 'trial')} of a strategy already; --trials ${flags.trials} is less.`,
    );
  }
  const given = Object.fromEntries(
    CHANGEABLE.flatMap((flag) => {
      const value = flags[flag as keyof ResumeFlags];
      return value === undefined ? [] : [[flag, value]];
    }),
  );
  // Its paths are seen from the folder that it was begun in; the file of the flags from this one.
  const kept = storage === 'memory' ? storage : resolve(storage);
  enter((definition as { readonly folder?: string }).folder);
  const whole = { ...(definition as object), ...given, storage: kept, durability, json, verbose };
  return compareCommand(whole as CompareFlags, name.split('/')[0]!);
}

function enter(folder: string | undefined): void {
  if (folder === undefined || folder === process.cwd()) return;
  if (existsSync(folder)) process.chdir(folder);
  else log(`it was begun in ${folder}, which is not there now: its files are looked for here`);
}
