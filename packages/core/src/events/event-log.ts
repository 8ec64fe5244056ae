import { isTuneError } from '../tune-error.ts';
import type { Direction } from '../direction.ts';
import { frozenCopy } from '../storage/frozen-copy.ts';
import { coreError } from '../errors.ts';
import type { EventPage, Storage } from '../storage/storage.ts';
import type { StudyEvent } from './events.ts';
import { StudyState } from './study-state.ts';

/** The events of one study, in its storage and as state. */
export class EventLog {
  readonly state: StudyState;
  readonly storage: Storage;
  readonly study: string;

  constructor(storage: Storage, study: string, direction: Direction) {
    this.storage = storage;
    this.study = study;
    this.state = new StudyState(direction, study);
  }

  /** A study as it is stored, read once; undefined if the storage has none of the name. */
  static async read(storage: Storage, study: string): Promise<EventLog | undefined> {
    let log: EventLog | undefined;
    const begun = (first: StudyEvent): EventLog | undefined =>
      first.type === 'study-created'
        ? new EventLog(storage, study, first.directions[0]!)
        : undefined;
    if (storage.readPages === undefined) {
      for await (const event of storage.read(study, 0)) {
        log ??= begun(event);
        if (log === undefined) return undefined;
        log.state.apply(log.state.version, frozenCopy(event));
      }
      return log;
    }
    for await (const page of storage.readPages(study, 0)) {
      log ??= begun(firstOf(study, page));
      if (log === undefined) return undefined;
      log.state.applyPage(log.state.version, page);
    }
    return log;
  }

  /** Whether the storage says at once that others have written nothing. */
  get isCurrent(): boolean {
    const { storage, study, state } = this;
    return storage.isCurrent?.(study, state.version, state.created?.id) === true;
  }

  /** Takes in what others have written. */
  async sync(): Promise<void> {
    const { state, storage, study } = this;
    let { version } = state;
    const id = state.created?.id;
    if (storage.readPages === undefined) {
      for await (const event of storage.read(study, version, id)) {
        // What everybody gets of it must not be changed by one of them.
        state.apply(version++, frozenCopy(event));
      }
      return;
    }
    for await (const page of storage.readPages(study, version, id)) {
      state.applyPage(version, page);
      version += page.index.length;
    }
  }

  /**
   * Compare and swap: stores events if nothing was stored since the state was last synced.
   * @returns false if something was; it has been taken in
   */
  append(events: readonly StudyEvent[]): Promise<boolean> {
    const { state, storage, study } = this;
    const expectedVersion = state.version;
    const id = state.created?.id;
    // Not an async function: every ask and tell comes by here, and its frame costs more than its work.
    return storage.append(study, events, { expectedVersion, id }).then(
      () => {
        for (let index = 0; index < events.length; index++) {
          state.apply(expectedVersion + index, events[index]!);
        }
        return true;
      },
      (error: unknown) => this.#resolve(error, expectedVersion),
    );
  }

  /** What an append that failed means: false if others were faster. */
  async #resolve(error: unknown, expectedVersion: number): Promise<false> {
    const { state } = this;
    if (!isTuneError(error, 'STORAGE_CONFLICT')) throw error;
    if (state.version !== expectedVersion) return false;
    await this.sync();
    // The version did not move, so retrying would loop forever.
    if (state.version === expectedVersion) throw error;
    return false;
  }
}

/** @throws STUDY_INVALID  the first event of a page is not JSON */
function firstOf(study: string, { events: [first] }: EventPage): StudyEvent {
  try {
    return JSON.parse(first!) as StudyEvent;
  } catch (cause) {
    throw coreError('STUDY_INVALID', { study, reason: 'event 1 is not JSON' }, { cause });
  }
}
