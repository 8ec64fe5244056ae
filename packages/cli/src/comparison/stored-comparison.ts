import type { Comparison, HeldOutTest } from '@tune/compare';
import type { Json, Objective, Storage } from '@tune/core';
import type { CompareFlags } from '../options/sets.ts';
import { MEMORY, openStorage } from '../stored/open-storage.ts';
import { definitionOf, nameOf } from './definition.ts';

/** What is stored of a comparison that is complete. */
export interface StoredResult extends Comparison {
  readonly tests: readonly HeldOutTest[];
}

/** A comparison opened by this command. */
export interface StoredRun {
  readonly storage: Storage;
  /** Undefined if nothing is kept after the command. */
  readonly name: string | undefined;
  /** There if the comparison was complete before. */
  readonly result: StoredResult | undefined;
  /** Before the first trial. */
  begin(): Promise<void>;
  /** Takes {@link begin} back: the comparison cannot go on, and stays what it was. */
  undo(): Promise<void>;
  /** After the last; with the result if the comparison is complete. */
  end(result: StoredResult | undefined): Promise<void>;
}

/**
 * Opens the storage of a comparison and looks up what it has.
 * @param versions  of the user's own files: see {@link nameOf}
 * @param resumed  the name of the stored comparison that goes on, if it does not follow from the flags:
 * its budget may have been extended
 */
export async function openRun(
  flags: CompareFlags,
  objective: Objective,
  versions: Readonly<Record<string, string>>,
  resumed: string | undefined,
): Promise<StoredRun> {
  const storage = await openStorage(flags);
  if (flags.storage === MEMORY) return memoryRun(storage);
  const { catalog } = storage;
  const name = resumed ?? nameOf(flags, objective, versions);
  if (flags.fresh) await catalog.remove(name);
  const definition = definitionOf(flags);
  const stored = await catalog.comparison(name);
  const isSame = JSON.stringify(stored?.definition) === JSON.stringify(definition);
  // A name of flags means the same comparison; one that is resumed may have another budget.
  const isKnown = resumed === undefined || isSame;
  const result = isKnown ? (stored?.result as unknown as StoredResult | undefined) : undefined;
  const began = Date.now();
  return {
    storage,
    name,
    result,
    begin: () => catalog.putComparison(name, definition, Date.now()),
    async undo() {
      if (stored === undefined) return;
      const { definition, changedAt: at, result } = stored;
      await catalog.putComparison(name, definition, at);
      await catalog.recordProgress(name, {
        ...{ at, seconds: 0 },
        ...(result === undefined ? {} : { result }),
      });
    },
    end(complete) {
      const at = Date.now();
      const result = complete === undefined ? {} : { result: complete as unknown as Json };
      return catalog.recordProgress(name, { at, seconds: (at - began) / 1000, ...result });
    },
  };
}

const nothing = async (): Promise<void> => undefined;

const memoryRun = (storage: Storage): StoredRun => ({
  ...{ storage, name: undefined, result: undefined },
  ...{ begin: nothing, undo: nothing, end: nothing },
});
