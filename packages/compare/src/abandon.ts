import type { Objective, Strategy } from '@tune/core';

/** What `work` comes to, or a rejection with the signal's reason, whichever is first. */
export function unlessAbandoned<T>(work: () => T | Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    new Promise<T>((begin) => begin(work()))
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The objective, left alone when the signal aborts: one that never looks at its own signal holds nobody up. */
export function abandonableObjective(objective: Objective, signal: AbortSignal): Objective {
  const { name, space, direction } = objective;
  return {
    name,
    space,
    direction,
    evaluate: (point, context) => unlessAbandoned(() => objective.evaluate(point, context), signal),
  };
}

/** The strategy, left alone when the signal aborts. */
export function abandonableStrategy(strategy: Strategy, signal: AbortSignal): Strategy {
  const { name, apiVersion, capabilities } = strategy;
  return {
    name,
    apiVersion,
    capabilities,
    suggest: (ask) => unlessAbandoned(() => strategy.suggest(ask), signal),
  };
}
