import { TuneError } from './errors.ts';
import type { Storage } from './storage.ts';
import type { StudyFact } from './study-fact.ts';

/** A storage that lives as long as the process. */
export function memoryStorage(): Storage {
  const studies = new Map<string, StudyFact[]>();
  return {
    async append(study, facts, { expectedVersion }) {
      const stored = studies.get(study) ?? [];
      if (stored.length !== expectedVersion) {
        throw new TuneError('STORAGE_CONFLICT', {
          study,
          expected: expectedVersion,
          actual: stored.length,
        });
      }
      stored.push(...structuredClone(facts));
      studies.set(study, stored);
      return stored.length;
    },
    async *read(study, since) {
      const stored = studies.get(study) ?? [];
      // Facts appended while reading are read too: the length is asked anew each time.
      for (let index = since; index < stored.length; index++) yield stored[index]!;
    },
  };
}
