import type { Point } from '../space/space.ts';
import type { RunEvent } from './run-event.ts';
import { EventReader } from './event-reader.ts';

/** Hands events to any number of readers, each at its own pace. */
export class EventStream<P extends Point> {
  readonly #readers = new Set<EventReader<RunEvent<P>>>();
  #isClosed = false;

  emit(event: RunEvent<P>): void {
    for (const reader of this.#readers) reader.push(event);
  }

  /** Ends the iterations, once what was emitted has been read. */
  end(): void {
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }

  /** Ends them, and those that begin later. */
  close(): void {
    this.#isClosed = true;
    this.end();
  }

  subscribe(): AsyncIterableIterator<RunEvent<P>> {
    const reader = new EventReader<RunEvent<P>>(() => this.#readers.delete(reader));
    if (this.#isClosed) reader.end();
    else this.#readers.add(reader);
    return reader;
  }
}
