import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Json, StoredComparison } from '@tune/core';
import { flagsOf, isImported, type SizedFlags } from '../comparison/definition.ts';
import { definitionFault } from '../comparison/definition-fault.ts';
import { foreignCode } from '../comparison/foreign-code.ts';
import { useConfig } from '../config/load-config.ts';
import { usage } from '../errors.ts';
import { checkRanges } from '../options/check.ts';
import type { Flags } from '../options/flags.ts';
import { CLAIM_OPTIONS, type ClaimFlags, type ReportFlags } from '../options/sets.ts';
import { RESUMABLE_FLAGS, type Resumable } from '../options/stored.ts';
import { log } from '../process/output.ts';
import { countOf } from '../reporters/format.ts';
import { damageError } from '../stored/damage.ts';
import { comparisonNameOf, unknownName } from '../stored/names.ts';
import { isStoragePlugin } from '../plugins/storages.ts';
import { MEMORY, openStored, shownFile } from '../stored/open-storage.ts';
import { shownPath } from '../versions/shown-path.ts';
import { compareCommand } from './compare.ts';

/** Flags of this start; what else there is comes from the stored comparison. */
type ResumeFlags = Flags<'storage' | 'durability' | 'trust' | 'verbose'> &
  ReportFlags &
  ClaimFlags &
  Partial<Flags<Resumable>> & { readonly name: string };

/**
 * `tune resume`: continues a stored comparison by its name.
 * @throws CLI_NAME_UNKNOWN  no comparison has the name; with the nearest one
 * @throws CLI_USAGE  it is a study of its own; it was imported, and would run code that is not trusted yet; or a
 *   file of the user has another text than when the comparison was stored
 */
export async function resumeCommand(flags: ResumeFlags): Promise<number> {
  const name = comparisonNameOf(flags.name);
  const stored = await readStored(name, flags);
  const { definition } = stored;
  if (!flags.trust) await checkTrust(name, definition);
  const { flags: before, folder } = flagsOf(definition);
  checkNotLess(name, flags, before);
  const { storage, durability, json, reporter, verbose } = flags;
  // Stored paths start from the folder that it was begun in; the file of the flags from this one.
  const isPlugin = storage !== MEMORY && (await isStoragePlugin(storage));
  const file = isPlugin || storage === MEMORY ? storage : resolve(storage);
  const typedConfig = typeof flags.config === 'string' ? resolve(flags.config) : undefined;
  // Its module and its options may have paths, which start from this folder.
  const opened = isPlugin ? await openStored(flags) : undefined;
  // Packages are found from the working folder too, and that of an import is not the user's choice.
  if (flags.trust || !isImported(definition)) enter(folder);
  const config = typedConfig ?? before.config;
  if (config !== undefined) await useStoredConfig(name, config, before);
  const changed = Object.fromEntries(
    [...RESUMABLE_FLAGS, ...CLAIM_OPTIONS].flatMap((flag) =>
      flags[flag] === undefined ? [] : [[flag, flags[flag]]],
    ),
  );
  const found = config === undefined ? {} : { config: shownPath(resolve(config)) };
  const told = { json, verbose, ...found, ...(reporter === undefined ? {} : { reporter }) };
  const all = {
    ...withoutReplaced(before, flags),
    ...changed,
    storage: file,
    durability,
    fresh: false,
    ...told,
  };
  checkRanges(all);
  return compareCommand(all, name, opened);
}

/** The config that a comparison was begun with: names among its flags may be of it. */
async function useStoredConfig(
  name: string,
  config: string,
  { objective, strategies }: SizedFlags,
): Promise<void> {
  if (existsSync(config)) return void (await useConfig(config));
  throw usage(
    `${name} was started with the config ${config}, which no longer exists; its objective is ${objective}, and its strategies are ${strategies}. Restore it to continue, or name another one with --config.`,
  );
}

/** Where trials run is said anew: an executor replaces what was said of processes, and the other way round. */
function withoutReplaced(before: SizedFlags, now: ResumeFlags): SizedFlags {
  const { executor, isolation: _isolation, memoryLimit: _memory, ...rest } = before;
  if (now.executor !== undefined) return rest;
  const isReplaced = now.isolation !== undefined || now.memoryLimit !== undefined;
  return isReplaced && executor !== undefined ? rest : before;
}

/** What has been measured is not taken away; a smaller comparison is another one. */
function checkNotLess(name: string, flags: ResumeFlags, stored: SizedFlags): void {
  for (const flag of ['trials', 'repeats'] as const) {
    const [now, before] = [flags[flag], stored[flag]];
    if (typeof now !== 'number' || typeof before !== 'number' || now >= before) continue;
    throw usage(
      `${name} has ${countOf(before, flag.slice(0, -1))}${flag === 'trials' ? ' of a strategy' : ''} already; --${flag} ${now} is less. tune compare --name ANOTHER looks at less.`,
    );
  }
}

/** What someone else has written does not run unasked. */
async function checkTrust(name: string, definition: Json): Promise<void> {
  const code = await foreignCode(definition);
  if (code.length === 0) return;
  const lines = code.map((one) => `  ${one}`).join('\n');
  throw usage(
    `${name} was imported, and to resume it would run what came with it:\n${lines}\nIf you trust it, run tune resume ${name} --trust; it is not asked again then.`,
  );
}

async function readStored(name: string, flags: ResumeFlags): Promise<StoredComparison> {
  const storage = await openStored(flags);
  try {
    const { catalog } = storage;
    const comparison = await catalog.comparison(name);
    if (comparison === undefined) {
      const studies = await catalog.studies(flags.name);
      if (studies.some((study) => study.name === flags.name)) throw singleStudy(flags);
      throw unknownName(flags.name, await catalog.comparisons(), flags);
    }
    const reason = definitionFault(comparison.definition);
    if (reason !== undefined) throw damageError({ kind: 'comparison', name, reason });
    return comparison;
  } finally {
    await storage.close();
  }
}

/** A study that belongs to no comparison: tune knows no objective for it. */
function singleStudy({ name, storage }: Pick<ResumeFlags, 'name' | 'storage'>): Error {
  const start = `"storage":${JSON.stringify(shownFile(storage))},"name":${JSON.stringify(name)}`;
  return usage(
    `${name} is a study, not a comparison: its trials are evaluated by the program that began it. Start that program again; with tune serve --stdio it sends {"op":"start",${start},...} and goes on with what is stored.`,
  );
}

function enter(folder: string | undefined): void {
  if (folder === undefined || folder === process.cwd()) return;
  if (existsSync(folder)) process.chdir(folder);
  else log(`it was begun in ${folder}, which does not exist now: its files are looked for here`);
}
