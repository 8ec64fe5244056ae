import { AbortHub } from '../execution/abort-hub.ts';
import { isPromise } from '../realms.ts';
import type { Point } from '../space/space.ts';
import type { OptimizeOptions } from '../study/options.ts';
import type { RunEvent } from './run-event.ts';

/** What the parts of a run share: they tell events, end the run early, and learn that it ends. */
export class RunControl<P extends Point> {
  readonly #emitToReaders: (event: RunEvent<P>) => void;
  readonly #onEvent: OptimizeOptions<P>['onEvent'];
  readonly #hub = new AbortHub();
  #failure: { readonly error: unknown } | undefined;

  constructor(emitToReaders: (event: RunEvent<P>) => void, onEvent: OptimizeOptions<P>['onEvent']) {
    this.#emitToReaders = emitToReaders;
    this.#onEvent = onEvent;
  }

  /** Aborts when the run is to end early. */
  get signal(): AbortSignal {
    return this.#hub.signal;
  }

  /** Ends the run early: what is running is cancelled and waits to be run again. */
  stop(reason: unknown): void {
    this.#hub.abort(reason);
  }

  /** The search ends with this error, once nothing runs. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.stop('the search ended with an error');
  }

  /** @throws the first error that the run failed with */
  assertNotFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Aborts a trial when the run is stopped, or at once if it is. @returns ends it */
  abortWithRun(trial: AbortController): () => void {
    return this.#hub.listen((reason) => trial.abort(reason));
  }

  emit(event: RunEvent<P>): void {
    this.#emitToReaders(event);
    try {
      const result: unknown = this.#onEvent?.(event);
      // A listener that is async cannot be waited for, but its error counts.
      if (isPromise(result)) result.catch((error: unknown) => this.fail(error));
    } catch (error) {
      this.fail(error);
    }
  }
}
