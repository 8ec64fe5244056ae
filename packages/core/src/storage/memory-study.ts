import type { StudyEvent, TrialReport } from '../events/events.ts';

/** What is stored of one study. */
export interface MemoryStudy {
  readonly events: StudyEvent[];
  readonly reports: TrialReport[];
  readonly heartbeats: Map<string, number>;
}

/** Studies by name, in the order of their creation. */
export type MemoryStudies = Map<string, MemoryStudy>;

/** The study of a name; an empty one if there is none. */
export function studyOf(studies: MemoryStudies, name: string): MemoryStudy {
  let study = studies.get(name);
  if (study === undefined) {
    study = { events: [], reports: [], heartbeats: new Map() };
    studies.set(name, study);
  }
  return study;
}
