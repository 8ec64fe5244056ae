import type { StudyEvent, TrialReport } from '../events/events.ts';

/** What is stored of one study. */
export interface MemoryStudy {
  readonly events: StudyEvent[];
  readonly reports: TrialReport[];
  readonly heartbeats: Map<string, number>;
}

/** Studies by name, in the order of their creation. */
export type MemoryStudies = Map<string, MemoryStudy>;

/** What tells a study from others of its name; undefined if there is none. */
export const idOf = (study: MemoryStudy | undefined): string | undefined => {
  const [created] = study?.events ?? [];
  return created?.type === 'study-created' ? created.id : undefined;
};

/** The study of a name; an empty one if there is none. */
export function studyOf(studies: MemoryStudies, name: string): MemoryStudy {
  let study = studies.get(name);
  if (study === undefined) {
    study = { events: [], reports: [], heartbeats: new Map() };
    studies.set(name, study);
  }
  return study;
}
