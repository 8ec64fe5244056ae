import type { Point } from '../space/space.ts';
import type { RunEvent } from './run-event.ts';

interface Subscriber<T> {
  readonly waiting: T[];
  wake: (() => void) | undefined;
  isEnded: boolean;
}

/** Hands events to any number of readers, each at its own pace. */
export class EventStream<P extends Point> {
  readonly #subscribers = new Set<Subscriber<RunEvent<P>>>();

  emit(event: RunEvent<P>): void {
    for (const subscriber of this.#subscribers) {
      subscriber.waiting.push(event);
      subscriber.wake?.();
    }
  }

  /** Ends the iterations, once what was emitted has been read. */
  end(): void {
    for (const subscriber of this.#subscribers) {
      subscriber.isEnded = true;
      subscriber.wake?.();
    }
    this.#subscribers.clear();
  }

  subscribe(): AsyncIterable<RunEvent<P>> {
    const subscriber: Subscriber<RunEvent<P>> = { waiting: [], wake: undefined, isEnded: false };
    const subscribers = this.#subscribers;
    subscribers.add(subscriber);
    return (async function* () {
      try {
        for (;;) {
          const events = subscriber.waiting.splice(0);
          yield* events;
          if (events.length > 0) continue;
          if (subscriber.isEnded) return;
          await new Promise<void>((resolve) => (subscriber.wake = resolve));
        }
      } finally {
        subscribers.delete(subscriber);
      }
    })();
  }
}
