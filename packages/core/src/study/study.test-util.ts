import {
  createStudy,
  float,
  space,
  type Ask,
  type Lease,
  type Objective,
  type Outcome,
  type Storage,
  type Strategy,
  type StudyOptions,
  type Trial,
} from '../index.ts';
import { createRng, type StudyEvent } from '../plugin.ts';

export const unit = space({ x: float(0, 1) });

/** Waits up to so many milliseconds. */
export type Pause = (mostMs?: number) => Promise<void>;

/** Waits at random from a seed: without waits, work that overlaps in life does not overlap in a test. */
export function createPause(seed: number): Pause {
  const rng = createRng(seed);
  return async (mostMs = 5) => {
    const ms = rng.integer(mostMs + 1);
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  };
}

export const pause = createPause(1);
export const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Waits until something is so: how long that takes depends on what else the machine does. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(1);
}

/** Chance and history both count, so that anything lost shows in what follows. It takes its time. */
export const drifting: Strategy = {
  name: 'drifting',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ history, rng, count }: Ask) => {
    await pause();
    const best = (history.incumbent?.point['x'] as number | undefined) ?? 0.5;
    const seen = history.ended.length + history.pending.length;
    return Array.from({ length: count }, () => ({
      point: unit.decode([(best + rng.next() / (1 + seen)) % 1]),
    }));
  },
};

/** Uniform points, each with its reason. It takes its time. */
export const uniform: Strategy = {
  name: 'uniform',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ space, rng, count }: Ask) => {
    await pause();
    return Array.from({ length: count }, () => ({
      point: space.decode([rng.next()]),
      meta: { why: 'chance' },
    }));
  },
};

type X = { readonly x: number };

/** An objective that takes its time. */
export const square = (evaluate?: Objective<X>['evaluate']): Objective<X> => ({
  name: 'square',
  space: unit,
  direction: 'minimize',
  evaluate:
    evaluate ??
    (async ({ x }) => {
      await pause();
      return (x - 0.3) ** 2;
    }),
});

export type Given = Partial<StudyOptions<X>>;

/** A study with a clock that moves each time it is read; `given` replaces options. */
export const studyOf = (given: Given = {}) => {
  let now = 0;
  return createStudy({
    ...{ name: 's', space: unit, strategy: drifting, seed: 1, clock: () => (now += 10) },
    ...given,
  });
};

export const leaseOf = (holder: string, more: Partial<Lease> = {}): Lease => ({
  holder,
  ms: 1000,
  ...more,
});

/** A storage whose every call takes time, before it is carried out and until its answer comes. */
export function slowStorage(storage: Storage, wait: Pause = pause): Storage {
  const slowly = async <T>(call: () => Promise<T>): Promise<T> => {
    await wait();
    return call().finally(() => wait());
  };
  // A storage in another process cannot say at once whether a study has changed.
  const { isCurrent: _isCurrent, ...methods } = storage;
  return {
    ...methods,
    append: (...given) => slowly(() => storage.append(...given)),
    addReports: (...given) => slowly(() => storage.addReports(...given)),
    heartbeat: (...given) => slowly(() => storage.heartbeat(...given)),
    readHeartbeats: (...given) => slowly(() => storage.readHeartbeats(...given)),
    async *read(...given) {
      await wait();
      yield* storage.read(...given);
    },
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export const eventsOf = (storage: Storage): Promise<StudyEvent[]> => collect(storage.read('s', 0));
export const statesOf = ({ trials }: { readonly trials: readonly Trial[] }) =>
  trials.map(({ state }) => state);
export const complete = (...values: number[]): Outcome => ({ state: 'complete', values });
export const interrupted: Outcome = { state: 'cancelled', reason: 'interrupted', retryable: true };
