import type { StoredComparison, StudySummary } from '@tune/core';
import type { Damage } from '@tune/core/plugin';
import { isAmong, RUNS_FOLDER } from './study-paths.ts';

/** A line of the list of what is stored. */
export interface Entry {
  readonly name: string;
  /** `runs`: those of a problem that no comparison looks at any more. */
  readonly kind: 'comparison' | 'study' | 'runs';
  readonly comparison: StoredComparison | undefined;
  readonly studies: readonly StudySummary[];
  /** What is damaged of it. */
  readonly damaged: readonly Damage[];
}

/** Comparisons with their runs, studies that belong to none, and what is damaged. */
export function entriesOf(
  comparisons: readonly StoredComparison[],
  studies: readonly StudySummary[],
  damaged: readonly Damage[],
): readonly Entry[] {
  const unreadable = new Set(damaged.map(({ name }) => name));
  const sound = studies.filter(({ name }) => !unreadable.has(name));
  const byName = new Map(sound.map((study) => [study.name, study]));
  const isDamaged = new Map(damaged.map((one) => [one.name, one]));
  const known = new Set<string>();
  const entries: Entry[] = comparisons.map((comparison) => {
    const names = comparison.runs.map(({ study }) => study);
    for (const name of names) known.add(name);
    return {
      ...{ name: comparison.name, kind: 'comparison', comparison },
      studies: names.flatMap((name) => byName.get(name) ?? []),
      damaged: names.flatMap((name) => isDamaged.get(name) ?? []),
    };
  });
  const others = new Map<string, Entry>();
  const add = (name: string, kind: Entry['kind'], part: Partial<Entry>): void => {
    const { studies: before = [], damaged: faults = [] } = others.get(name) ?? {};
    const { studies: more = [], damaged: found = [] } = part;
    const all = { studies: [...before, ...more], damaged: [...faults, ...found] };
    others.set(name, { name, kind, comparison: undefined, ...all });
  };
  for (const study of sound) {
    if (!isAmong(known, study.name)) add(...placeOf(study.name), { studies: [study] });
  }
  for (const one of damaged) {
    if (one.kind === 'comparison') add(one.name, 'comparison', { damaged: [one] });
    else if (!isAmong(known, one.name)) add(...placeOf(one.name), { damaged: [one] });
  }
  return [...entries, ...others.values()];
}

/** Runs are listed by problem, other studies by their names. */
function placeOf(study: string): [name: string, kind: Entry['kind']] {
  const [first, problem] = study.split('/');
  return first === RUNS_FOLDER && problem !== undefined
    ? [`${first}/${problem}`, 'runs']
    : [study, 'study'];
}
