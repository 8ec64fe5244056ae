import type { StudySummary } from '@tune/core';
import { flagsOf, mostRepeats } from '../comparison/definition.ts';
import type { JsonRecord } from '../process/output.ts';
import { formatTime } from '../reporters/format.ts';
import type { Entry } from './entries.ts';
import { changedAt, stateOf } from './entry-state.ts';
import { progressOf } from './progress.ts';

/**
 * What is stored under a name, as programs get it from `tune ls` and `tune show`.
 * @param running  the studies that are searched now
 * @param shown  what people call a study
 */
export function storedRecord(
  entry: Entry,
  running: ReadonlySet<string>,
  shown: (study: string) => string,
): JsonRecord {
  const { name, kind, comparison, studies, damaged } = entry;
  const { ended, planned, best } = progressOf(entry);
  return {
    type: 'stored',
    ...{ kind, name, state: stateOf(entry, running) },
    ...{ measured: ended, planned: planned ?? null, best: best ?? null },
    ...(comparison === undefined ? {} : sizeOf(comparison)),
    changedAt: formatTime(changedAt(entry)),
    studies: studies.map((study) => studyRecord(study, shown)),
    ...(damaged.length === 0
      ? {}
      : { damaged: damaged.map((one) => ({ ...one, name: shown(one.name) })) }),
  };
}

function sizeOf({ definition, createdAt, seconds }: NonNullable<Entry['comparison']>) {
  const { flags } = flagsOf(definition);
  return {
    ...{ trials: flags.trials, repeats: mostRepeats(flags) },
    ...{ isUntilDecided: flags.repeats === 'auto', seed: flags.seed },
    ...{ createdAt: formatTime(createdAt), seconds },
  };
}

function studyRecord(study: StudySummary, shown: (study: string) => string): object {
  const { name, direction, strategy, objective, seed, budget, trials, best } = study;
  return {
    ...{ name: shown(name), strategy: strategy.name, direction, seed },
    ...(objective === undefined ? {} : { objective }),
    ...(budget === undefined ? {} : { budget }),
    ...{ states: trials, best: best ?? null },
    ...{ createdAt: formatTime(study.createdAt), changedAt: formatTime(study.changedAt) },
  };
}
