import type { Storage } from '@tune/core';
import { besideChecks } from './storage-cases-beside.ts';
import { catalogChecks } from './storage-cases-catalog.ts';
import { eventChecks } from './storage-cases-events.ts';
import { importChecks } from './storage-cases-import.ts';
import { studyChecks } from './storage-cases-studies.ts';
import { storageRules } from './storage-rules.ts';
import { namingRules, type SuiteCase } from './suite-case.ts';

/** A storage to be tried. The case closes it. */
export interface OpenStorage {
  readonly storage: Storage;
  /**
   * Opens the same storage once more, as another process would or as a later one does; missing if it
   * lives in one process only.
   */
  openAgain?(): Promise<Storage>;
  /** Called at the end: removes what the storage leaves behind. */
  remove?(): Promise<void>;
}

/** One thing that a storage has to do, tried with a function that makes an empty one. */
export type StorageCase = SuiteCase<() => Promise<OpenStorage>>;

const CHECKS = {
  ...eventChecks,
  ...besideChecks,
  ...catalogChecks,
  ...importChecks,
  ...studyChecks,
};

const CASES: readonly StorageCase[] = Object.entries(CHECKS).map(([rule, check]) => ({
  rule,
  name: storageRules[rule as keyof typeof storageRules],
  async run(open) {
    const opened = await open();
    let isClosed = false;
    const close = (): Promise<void> => {
      isClosed = true;
      return opened.storage.close();
    };
    const storage = new Proxy(opened.storage, {
      get(target, key: keyof Storage) {
        const part: unknown = target[key];
        if (key === 'close') return close;
        return typeof part === 'function' ? (part.bind(target) as unknown) : part;
      },
    });
    try {
      await check(storage, opened.openAgain?.bind(opened));
    } finally {
      if (!isClosed) await close();
      await opened.remove?.();
    }
  },
}));

/** What every storage has to do. */
export const storageCases = namingRules(CASES, {});
