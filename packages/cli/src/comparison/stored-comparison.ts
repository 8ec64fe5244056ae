import type { Catalog, Json, Objective, Storage, StoredComparison } from '@tune/core';
import { coreError } from '@tune/core/plugin';
import { usage } from '../errors.ts';
import type { CompareFlags } from '../options/sets.ts';
import { log } from '../process/output.ts';
import { countOf } from '../reporters/format.ts';
import { checkDamage } from '../stored/damage.ts';
import { MEMORY, openStorage } from '../stored/open-storage.ts';
import { hasResult } from '../stored/progress.ts';
import { searchersOf } from '../stored/searchers.ts';
import {
  definitionOf,
  flagsOf,
  identityOf,
  isSameComparison,
  namesOf,
  wasExtended,
} from './definition.ts';
import { resultOf, type StoredResult } from './stored-result.ts';

/** A comparison opened by this command. */
export interface StoredRun {
  readonly storage: Storage;
  /** Undefined if nothing is kept after the command. */
  readonly name: string | undefined;
  /** There if the comparison was complete before. */
  readonly result: StoredResult | undefined;
  /** It has, or gets, other trials or repeats than it was begun with. */
  readonly isExtended: boolean;
  /** Before the first study is opened, once everything is set up. */
  begin(): Promise<void>;
  /**
   * Takes back what was stored of a comparison that could not begin.
   * @param isRefused  it is stored, and cannot go on with what it is now
   */
  undo(isRefused: boolean): Promise<void>;
  /**
   * After the last; with the result if the comparison is complete.
   * @throws STUDY_REMOVED  another command has removed it
   */
  end(result: StoredResult | undefined): Promise<void>;
}

/**
 * Opens the storage of a comparison and looks up what it has.
 * @param versions  of the user's own files: see {@link identityOf}
 * @param resumed  the name of the stored comparison that goes on, if it does not follow from the flags:
 * its budget may have been extended
 * @throws STORAGE_COMPARISON_INVALID, STUDY_INVALID  what is stored of it is damaged
 */
export async function openRun(
  flags: CompareFlags,
  objective: Objective,
  versions: Readonly<Record<string, string>>,
  resumed: string | undefined,
): Promise<StoredRun> {
  const storage = await openStorage(flags);
  if (flags.storage === MEMORY) return memoryRun(storage);
  try {
    const identity = identityOf(flags, objective, versions);
    const names = namesOf(flags, objective, versions);
    const first = definitionOf(flags, identity, false);
    const isLongerNow = ({ definition }: StoredComparison): boolean => {
      const { trials, repeats } = flagsOf(definition).flags;
      const longer = { ...flags, trials, repeats };
      return isSameComparison(definition, longer, identityOf(longer, objective, versions));
    };
    const { stored, isNew } =
      resumed === undefined
        ? await claimName(storage.catalog, names, flags, first, isLongerNow)
        : { stored: (await storage.catalog.comparison(resumed))!, isNew: false };
    if (!flags.fresh) await checkDamage(storage, stored.name);
    const isExtended = !isNew && !flags.fresh && wasExtended(stored.definition, flags);
    const definition = definitionOf(flags, identity, isExtended);
    const studies = isNew ? [] : await storage.catalog.studies(stored.name);
    const isKnown = hasResult({ comparison: stored, studies });
    return storedRun(storage, { stored, definition, isExtended, isNew, isKnown, flags, resumed });
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/**
 * The first name that no other comparison has. Names are hashes, and two comparisons may have the same
 * one: so what has the name is compared, and it is taken in the same transaction if it is free.
 * @param isLongerNow  whether a comparison that has the name differs in its trials and repeats alone
 */
async function claimName(
  catalog: Catalog,
  names: readonly string[],
  flags: CompareFlags,
  definition: Json,
  isLongerNow: (stored: StoredComparison) => boolean,
): Promise<{ stored: StoredComparison; isNew: boolean }> {
  const { identity } = definition as { readonly identity: string };
  let extended: StoredComparison | undefined;
  for (const name of names) {
    const isNew = (await catalog.comparison(name)) === undefined;
    if (isNew && extended !== undefined && !flags.fresh) tellExtended(extended);
    const stored = await catalog.addComparison(name, definition, Date.now());
    if (isSameComparison(stored.definition, flags, identity)) return { stored, isNew };
    if (isLongerNow(stored)) extended ??= stored;
  }
  throw usage(`other comparisons have all names from ${names[0]} on; remove one: tune rm NAME`);
}

/** `5 repeats of 20 trials` */
function sizeOf(definition: Json): string {
  const { trials, repeats } = flagsOf(definition).flags;
  return `${countOf(repeats, 'repeat')} of ${countOf(trials, 'trial')}`;
}

/** Another command may have extended it since this one has read it; that is not taken back. */
function checkNotLonger({ name, definition }: StoredComparison, flags: CompareFlags): void {
  const { trials, repeats } = flagsOf(definition).flags;
  if (trials <= flags.trials && repeats <= flags.repeats) return;
  throw usage(
    `${name} was extended by another command just now: it has ${sizeOf(definition)}. tune resume ${name} goes on with it.`,
  );
}

/** What another process searches now is not removed. */
async function checkUnused(storage: Storage, name: string): Promise<void> {
  const [searcher] = await searchersOf(storage, await storage.catalog.studies(name));
  if (searcher === undefined) return;
  throw usage(
    `${searcher.study} is being searched by process ${searcher.pid}, and --fresh would remove it; leave out --fresh to join that search, or stop it first.`,
  );
}

/** Else a search that is stored would begin anew without a word. */
function tellExtended({ name, definition }: StoredComparison): void {
  log(
    `${name} was begun with these options and extended since: it has ${sizeOf(definition)}, and tune resume ${name} goes on with it. This is another one, from the beginning.`,
  );
}

interface Parts {
  readonly stored: StoredComparison;
  readonly definition: Json;
  readonly isExtended: boolean;
  /** This command has added it. */
  readonly isNew: boolean;
  /** Its stored result is that of what is stored. */
  readonly isKnown: boolean;
  readonly flags: CompareFlags;
  readonly resumed: string | undefined;
}

function storedRun(
  storage: Storage,
  { stored, definition, isExtended, isNew, isKnown, flags, resumed }: Parts,
): StoredRun {
  const { fresh: isFresh, rope } = flags;
  const { catalog } = storage;
  const { name } = stored;
  const isSame = JSON.stringify(stored.definition) === JSON.stringify(definition);
  // One that is resumed may have another budget, and another rope may give another verdict.
  const isAsked = resumed === undefined ? flagsOf(stored.definition).flags.rope === rope : isSame;
  const began = Date.now();
  return {
    storage,
    name,
    isExtended,
    result: isKnown && isAsked && !isFresh ? resultOf(stored.result) : undefined,
    async begin() {
      if (isFresh) {
        await checkUnused(storage, name);
        await catalog.remove(name);
      }
      // Another command may have taken it back.
      const now = await catalog.addComparison(name, definition, Date.now());
      if (!isFresh) checkNotLonger(now, flags);
      if (!isSame || now.result !== undefined) {
        await catalog.putComparison(name, definition, Date.now());
      }
    },
    async undo(isRefused) {
      if (isNew || isFresh) await catalog.remove(name, { ifEmpty: true });
      if (isNew || isFresh || !isRefused) return;
      const { definition, changedAt: at, result } = stored;
      await catalog.putComparison(name, definition, at);
      await catalog.recordProgress(name, {
        ...{ at, seconds: 0 },
        ...(result === undefined ? {} : { result }),
      });
    },
    async end(complete) {
      // Else it would be said to be stored.
      if ((await catalog.comparison(name)) === undefined) {
        throw coreError('STUDY_REMOVED', { study: name });
      }
      const at = Date.now();
      const result = complete === undefined ? {} : { result: complete as unknown as Json };
      return catalog.recordProgress(name, { at, seconds: (at - began) / 1000, ...result });
    },
  };
}

const nothing = async (): Promise<void> => undefined;

const memoryRun = (storage: Storage): StoredRun => ({
  ...{ storage, name: undefined, result: undefined, isExtended: false },
  ...{ begin: nothing, undo: nothing, end: nothing },
});
