import type { EventIndex } from '../events/event-index.ts';
import type { StudyEvent, TrialReport } from '../events/events.ts';
import type { Lease } from '../leases/lease.ts';
import type { Catalog } from './catalog.ts';

/** How many events a study has: the number that an append expects. */
export type Version = number;

/** Events in a row as they are stored: the JSON of each, parsed when it is needed, and its index entry. */
export interface EventPage {
  readonly index: readonly EventIndex[];
  readonly events: readonly string[];
}

/**
 * Keeps studies. The events of a study decide what it is; reports and heartbeats are kept beside them
 * and do not change its version, so that they never get in the way of an append. Every implementation
 * passes the storage suite of `@tune/testkit`.
 *
 * A study can be removed, and another one made under its name, while a process works on it. A process that
 * knows a study therefore gives its id, that of its `study-created`, so that it reads and changes nothing
 * of another study.
 */
export interface Storage {
  /** What lists, and commands about stored studies, need. */
  readonly catalog: Catalog;
  /** How the processes that share this storage know of each other; missing if there is only one. */
  readonly lease?: Lease;
  /**
   * Aborts when what it stores to is gone, for example because its file was removed; the reason is the
   * error that every further call rejects with. A search on it ends then.
   */
  readonly lost?: AbortSignal;
  /**
   * Adds events at the end, all or none. Once it resolves, events that {@link requiresFsync} are safe
   * from a power cut.
   * @throws STORAGE_CONFLICT  the study is not at `expectedVersion`
   * @throws STUDY_REMOVED  an `id` is given, and there is no study with it under this name now
   */
  append(
    study: string,
    events: readonly StudyEvent[],
    options: { readonly expectedVersion: Version; readonly id?: string | undefined },
  ): Promise<Version>;
  /**
   * The events from `since` on, oldest first. An unknown study has none.
   * @throws STUDY_REMOVED  an `id` is given, and there is no study with it under this name now
   * @throws STUDY_INVALID  what is stored of it is damaged
   */
  read(study: string, since: Version, id?: string): AsyncIterable<StudyEvent>;
  /** Whether a study is at a version, if the storage can tell at once: it saves a read before each ask. */
  isCurrent?(study: string, version: Version, id?: string): boolean;
  /** The same events unparsed, if the storage can do that faster than `read`. */
  readPages?(study: string, since: Version, id?: string): AsyncIterable<EventPage>;
  /** Adds intermediate values, in order, all or none. A study without events, or with another id, takes none. */
  addReports(study: string, reports: readonly TrialReport[], id?: string): Promise<void>;
  /** The reports from the `since`-th on, in the order in which they were added; of one trial, if given. */
  readReports(
    study: string,
    options?: { readonly since?: number; readonly trial?: number },
  ): AsyncIterable<TrialReport>;
  /** A sign of life of a holder of trials. A study without events takes none. */
  heartbeat(study: string, holder: string): Promise<void>;
  /** How many signs each holder has given; the numbers only grow. */
  readHeartbeats(study: string): Promise<ReadonlyMap<string, number>>;
  /** Gives back what the storage holds (files, connections). Nothing may be called after it. */
  close(): Promise<void>;
}
