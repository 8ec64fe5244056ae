import { float, space, type Storage } from '@tune/core';
import type { StudyEvent, TrialReport } from '@tune/core/plugin';

/**
 * Checks one thing that a storage has to do; rejects if it does something else.
 * @param openAgain  opens the same storage once more, if that is possible
 */
export type StorageCheck = (storage: Storage, openAgain?: () => Promise<Storage>) => Promise<void>;

export type StorageChecks = Readonly<Record<string, StorageCheck>>;

/** The space of all samples. */
export const unit = space({ x: float(0, 1) });

type Created = Extract<StudyEvent, { type: 'study-created' }>;

/** The first event of a study. */
export const created = (more: Partial<Created> = {}): StudyEvent => ({
  ...{ type: 'study-created', at: 1, id: 'i', space: unit.toJSON() },
  ...{ fingerprint: unit.fingerprint, directions: ['minimize'], strategy: { name: 'random' } },
  ...{ seed: 1, ...more },
});

/** An event about no trial, which can be stored any number of times. */
export const filler = (index: number): StudyEvent => ({
  ...{ type: 'turn-released', at: index, token: `t${index}` },
});

export const started = (number: number, more: { fidelity?: number } = {}): StudyEvent => ({
  ...{ type: 'trial-started', at: 10 + number, number, attempt: 1, token: 't' },
  ...{ point: { x: number / 100 }, seed: number, suggestSeconds: 0.25, ...more },
});

type Ended = Extract<StudyEvent, { type: 'trial-ended' }>;

export const ended = (number: number, outcome: Ended['outcome'] | number): StudyEvent => ({
  ...{
    type: 'trial-ended',
    at: 20 + number,
    number,
    attempt: 1,
    token: 't',
    evaluateSeconds: 1 / 3,
  },
  outcome: typeof outcome === 'number' ? { state: 'complete', values: [outcome] } : outcome,
});

export const report = (number: number, step: number, value = 0.5): TrialReport => ({
  ...{ number, attempt: 1, step, value },
});

const lease = { holder: 'h', ms: 5 };

/** Every type of event, with every value that JSON can hold. */
export const EVERY_EVENT: readonly StudyEvent[] = [
  created({
    ...{ at: 1.5, id: 'ünïcödé "quoted"\n\u2028', directions: ['maximize', 'minimize'] },
    strategy: { name: 'bayes', options: { deep: [null, true, { n: 5e-324 }] }, version: '2' },
    objective: { name: 'mnist', preset: 'quick', options: {}, version: '1' },
    ...{ seed: 2 ** 32 - 1, evaluationSeed: 0, budget: { trials: 3 } },
    environment: { backend: 'native' },
  }),
  { type: 'budget-changed', at: 2, budget: { trials: 5, seconds: 0.1 } },
  { type: 'trial-enqueued', at: 3, number: 1, point: { x: 1e-300, b: true, c: 'x' }, seed: 0 },
  { type: 'trial-claimed', at: 4, number: 1, attempt: 1, token: 't', lease },
  {
    ...{ type: 'trial-started', at: 6, number: 2, attempt: 1, token: 't', point: { x: -0.1 } },
    ...{ fidelity: 0.5, meta: { deep: [null, true, { n: 5e-324 }] }, seed: 2 ** 32 - 1 },
    ...{ suggestSeconds: 0.25, lease },
  },
  started(3),
  ended(2, { state: 'complete', values: [0.1 + 0.2, Number.MAX_VALUE], metrics: { steps: 7 } }),
  ended(1, { state: 'cancelled', reason: 'interrupted', retryable: true }),
  ended(3, { state: 'pruned', reason: 'late', value: -1e300, stack: 'at a\nat b' }),
  { type: 'turn-reserved', at: 9, token: 'r', lease },
  { type: 'turn-released', at: 9, token: 'r' },
];

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export const eventsOf = (storage: Storage, study = 's', since = 0): Promise<StudyEvent[]> =>
  all(storage.read(study, since));

export const reportsOf = (
  storage: Storage,
  study = 's',
  options?: { readonly since?: number; readonly trial?: number },
): Promise<TrialReport[]> => all(storage.readReports(study, options));

/** Whether an error has a code. */
export const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    (error as { code?: string }).code === code;

/** An event that no storage can store: whatever looks into its point throws. */
export function unreadable(): StudyEvent {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return { ...started(1), point: proxy } as StudyEvent;
}

/** Changes an object that was handed out, unless it is frozen. */
export function scribble(on: object): void {
  for (const [key, value] of Object.entries(on)) {
    if (typeof value === 'object' && value !== null) scribble(value as object);
    else Reflect.set(on, key, 'scribbled');
  }
}
