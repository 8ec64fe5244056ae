import type { Comparison, FinalTest } from '@tune/compare';
import { memoryStorage, type Json, type Objective, type Storage } from '@tune/core';
import { processClock } from '@tune/runtime';
import type { CompareFlags } from './compare-flags.ts';
import { definitionOf, nameOf } from './definition.ts';
import { openStorage } from './open-storage.ts';
import type { Reporter } from './reporters/reporter.ts';

/** What is stored of a comparison that is complete. */
export interface StoredResult extends Comparison {
  readonly tests: readonly FinalTest[];
}

/** One start of a comparison, and what its file has of it. */
export interface Session {
  readonly storage: Storage;
  /** Undefined where nothing is kept. */
  readonly name: string | undefined;
  /** The comparison, where it was complete before, and the last words on its bests. */
  readonly result: StoredResult | undefined;
  /** Once, before the first trial. */
  begin(): void;
  /** Once, after the last; with the comparison where it is complete. */
  end(result: StoredResult | undefined): void;
  /** Says where it is kept. */
  report(reporter: Reporter, isComplete: boolean): void;
  close(): void;
}

/**
 * @param versions  of the user's own files: see {@link nameOf}
 * @param resumed  the name of a stored comparison, where it does not follow from the flags: its budget
 * may have been extended
 */
export function openSession(
  flags: CompareFlags,
  objective: Objective,
  versions: Readonly<Record<string, string>>,
  resumed: string | undefined,
): Session {
  const file = openStorage(flags);
  if (file === undefined) return unkept();
  const { catalog } = file;
  const name = resumed ?? nameOf(flags, objective, versions);
  if (flags.fresh === true) catalog.remove(name);
  const definition = definitionOf(flags);
  const stored = catalog.comparison(name);
  const isSame = JSON.stringify(stored?.definition) === JSON.stringify(definition);
  // With the name of a hash it is the same in all that decides; resumed, its budget may be another.
  const isKnown = resumed === undefined || isSame;
  const result = isKnown ? (stored?.result as unknown as StoredResult | undefined) : undefined;
  const began = processClock();
  return {
    storage: file,
    name,
    result,
    begin: () => catalog.begin(name, definition, processClock()),
    end(complete) {
      const at = processClock();
      const result = complete === undefined ? {} : { result: complete as unknown as Json };
      catalog.spend(name, { at, seconds: (at - began) / 1000, ...result });
    },
    report: (reporter, isComplete) =>
      reporter.stored({ name, file: flags.storage, isComplete, isOld: result !== undefined }),
    close: () => file.close(),
  };
}

function unkept(): Session {
  const nothing = (): void => undefined;
  return {
    ...{ storage: memoryStorage(), name: undefined, result: undefined },
    ...{ begin: nothing, end: nothing, report: nothing, close: nothing },
  };
}
