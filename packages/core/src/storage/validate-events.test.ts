import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTuneError } from '../tune-error.ts';
import { categorical } from '../space/parameter/categorical.ts';
import { float } from '../space/parameter/float.ts';
import { space } from '../space/space.ts';
import { createStudy } from '../study/create-study.ts';
import { StudyState } from '../events/study-state.ts';
import type { StudyEvent, TrialReport } from '../events/events.ts';
import { memoryStorage } from './memory.ts';
import { validateEvents } from './validate-events.ts';

const unit = space({
  x: float(0, 1),
  kind: categorical(['a', 'b']),
  y: float(0, 1).when('kind', ['a']),
}).constrain('small', ({ x }) => x < 0.9);
type Fields = Record<string, unknown>;

const created = {
  ...{ type: 'study-created', at: 1.5, id: 'i', space: unit.toJSON() },
  ...{ fingerprint: unit.fingerprint, directions: ['minimize'], seed: 2 ** 32 - 1 },
  ...{ strategy: { name: 'bayes', options: { acquisition: 'ucb' }, version: '2' } },
  ...{ objective: { name: 'o', preset: 'p' }, evaluationSeed: 0 },
  ...{ budget: { trials: 9 }, environment: { backend: 'native' } },
};
const point = { x: 0.95, kind: 'b' };
const lease = { holder: 'h', ms: 1000 };
const started = (number: number, more: Fields = {}) => ({
  ...{ type: 'trial-started', at: 2, number, attempt: 1, token: 't', point, seed: 1 },
  ...{ suggestSeconds: 0, lease, meta: { deep: [null, { n: 1 }] }, ...more },
});
const ended = (number: number, outcome: Fields, more: Fields = {}) => ({
  ...{ type: 'trial-ended', at: 3, number, attempt: 1, token: 't', outcome, evaluateSeconds: 1 },
  ...more,
});
const complete = { state: 'complete', values: [0.5], metrics: { seconds: 3 }, seconds: 4.5 };
const cut = { state: 'cancelled', reason: 'interrupted', retryable: true };
const second = { attempt: 2, token: 'u' };

/** One event of every kind, and trials in every state. */
const VALID: readonly Fields[] = [
  created,
  { type: 'budget-changed', at: 2, budget: { trials: 20, seconds: 5 } },
  { type: 'trial-enqueued', at: 2, number: 1, point: { x: 0.1, kind: 'a', y: 1 }, seed: 3 },
  started(2, { fidelity: 0.5 }),
  { type: 'trial-claimed', at: 2, number: 1, attempt: 1, token: 't', lease },
  ended(2, complete),
  ended(1, cut),
  { type: 'turn-reserved', at: 4, token: 'r', lease },
  { type: 'turn-released', at: 5, token: 'r' },
  { type: 'trial-claimed', at: 6, number: 1, ...second },
  ended(1, { state: 'failed', reason: 'boom', stack: 'at', metrics: { steps: 1 } }, second),
  started(3),
  ended(3, { state: 'pruned', reason: 'late', value: 0.1, retryable: false, seconds: 2 }),
  started(4),
];
const REPORTS: readonly Fields[] = [
  { number: 1, attempt: 2, step: 0, value: -1 },
  { number: 4, attempt: 1, step: 2, value: Number.NaN },
];

test('a valid log comes back, with NaN where JSON has null', () => {
  const reports = [...REPORTS, { number: 2, attempt: 1, step: 7, value: null }];
  const valid = validateEvents(VALID, reports);
  expect(valid.events).toEqual(VALID);
  expect(valid.reports.map(({ value }) => value)).toEqual([-1, Number.NaN, Number.NaN]);
  expect(validateEvents([created]).reports).toEqual([]);
});

test('what a study stores is valid', async () => {
  const storage = memoryStorage();
  const study = await createStudy({
    ...{ name: 's', space: unit, storage, budget: { trials: 12 } },
    strategy: {
      ...{ name: 'random', apiVersion: 1, capabilities: { parallel: true, exhaustive: false } },
      suggest: async ({ rng, space: of, count }) =>
        Array.from({ length: count }, () => ({
          point: of.decode([rng.next() / 2, rng.next(), rng.next()]),
          ...(rng.next() < 0.5 ? { fidelity: 0.5 } : {}),
        })),
    },
    lease: { holder: 'h', ms: 1000 },
  });
  await study.enqueue({ x: 0.25, kind: 'b' });
  const interruption = new AbortController();
  await study.optimize(
    ({ x }, { report }) => {
      report(1, Number.NaN);
      if (study.size === 5) interruption.abort();
      if (x < 0.1) throw new TypeError('too small');
      return x;
    },
    { concurrency: 3, signal: interruption.signal },
  );
  await study.optimize(({ x }) => (x < 0.1 ? Number.NaN : x));
  const [events, reports]: [StudyEvent[], TrialReport[]] = [[], []];
  for await (const event of storage.read('s', 0)) events.push(event);
  for await (const report of storage.readReports('s')) reports.push(report);
  expect(reports.length).toBeGreaterThan(0);
  expect(validateEvents(events, reports)).toEqual({ events, reports });
  const [asEvents, asReports] = JSON.parse(JSON.stringify([events, reports])) as unknown[];
  expect(validateEvents(asEvents, asReports)).toEqual({ events, reports });
});

const { parameters } = unit.toJSON() as { parameters: Fields[] };
let deep: unknown = 0;
for (let depth = 0; depth < 20_000; depth++) deep = [deep];

test.each<[string, readonly unknown[] | unknown, string]>([
  ['not a list', { 0: created }, 'its events are not a list'],
  ['no events', [], 'its events are not a list'],
  ['another first event', [started(1)], 'event 1: the first event must be study-created'],
  ['two creations', [created, created], 'event 2: the study was created before'],
  [
    'an unknown type',
    [created, { type: 'heartbeat', at: 1 }],
    'event 2: expected an event of a known type, but its type is',
  ],
  [
    'a type of prototypes',
    [created, { type: 'constructor', at: 1 }],
    'event 2: expected an event of a known type',
  ],
  ['null', [created, null], 'event 2: expected an event of a known type'],
  ['an unknown field', [{ ...created, color: 1 }], 'event 1: study-created has no field "color"'],
  ['no space', [{ ...created, space: null }], 'event 1: The JSON does not describe a space'],
  [
    'a wrong space',
    [{ ...created, space: [{ ...parameters[0], low: 2 }] }],
    'event 1: The space is',
  ],
  [
    'another fingerprint',
    [{ ...created, fingerprint: 'f' }],
    'event 1: the fingerprint of its space',
  ],
  ['a wrong direction', [{ ...created, directions: ['min'] }], 'event 1: expected "minimize" or'],
  ['no directions', [{ ...created, directions: [] }], 'event 1: expected a list'],
  ['a wrong seed', [{ ...created, seed: 2 ** 32 }], 'event 1: expected a whole number'],
  [
    'a wrong budget',
    [{ ...created, budget: { steps: 5 } }],
    'event 1: Expected the steps of a full',
  ],
  ['a name that is missing', [{ ...created, strategy: {} }], 'expected a string that is not empty'],
  ['an environment of numbers', [{ ...created, environment: { a: 1 } }], 'environment.a'],
  ['a changed budget that is none', [created, { ...VALID[1], budget: 3 }], 'event 2: Expected an'],
  [
    'a huge trial number',
    [created, started(4294967290)],
    'event 2: the next trial is 1, not 4294967290',
  ],
  ['a number twice', [created, started(1), started(1)], 'event 3: the next trial is 2, not 1'],
  [
    'negative seconds of an outcome',
    [created, started(1), ended(1, { ...complete, seconds: -1 })],
    'event 3: expected a number of at least 0 for trial-ended.outcome.seconds',
  ],
  ['a number of half', [created, started(0.5)], 'event 2: expected a whole number'],
  ['a second attempt first', [created, started(1, { attempt: 2 })], 'event 2: the first attempt'],
  [
    'a point outside',
    [created, started(1, { point: { x: 2, kind: 'b' } })],
    'event 2: the point is not',
  ],
  [
    'a point with more',
    [created, started(1, { point: { ...point, y: 1 } })],
    'event 2: the point is',
  ],
  ['no point', [created, started(1, { point: null })], 'event 2: the point is not in the space'],
  ['a fidelity of 0', [created, started(1, { fidelity: 0 })], 'event 2: expected a number above 0'],
  ['a lease without a holder', [created, started(1, { lease: { ms: 1 } })], 'lease.holder'],
  [
    'a meta without end',
    [created, started(1, { meta: deep })],
    'event 2: meta is nested too deeply',
  ],
  [
    'a meta that is not JSON',
    [created, started(1, { meta: [new Map()] })],
    'meta is not plain JSON',
  ],
  ['NaN', [created, started(1, { meta: Number.NaN })], 'event 2: meta is not plain JSON'],
  ['a claim of nothing', [created, { ...VALID[4] }], 'event 2: there is no trial 1'],
  [
    'a claim after the end',
    [...VALID.slice(0, 11), { ...VALID[9], attempt: 3 }],
    'event 12: trial 1 has',
  ],
  [
    'a skipped attempt',
    [...VALID.slice(0, 9), { ...VALID[9], attempt: 3 }],
    'event 10: the next attempt',
  ],
  ['an end of nothing', [created, ended(1, complete)], 'event 2: trial 1 does not run'],
  [
    'a second end',
    [created, started(1), ended(1, complete), ended(1, complete)],
    'event 4: trial 1',
  ],
  [
    'an end of an older attempt',
    [...VALID.slice(0, 10), ended(1, complete)],
    'event 11: trial 1 runs',
  ],
  [
    'another token',
    [created, started(1), ended(1, complete, { token: 'v' })],
    'under another token',
  ],
  [
    'two values',
    [created, started(1), ended(1, { ...complete, values: [1, 2] })],
    'expected 1 values',
  ],
  [
    'an infinite value',
    [created, started(1), ended(1, { ...complete, values: [Infinity] })],
    'JSON',
  ],
  [
    'a value of null',
    [created, started(1), ended(1, { ...complete, values: [null] })],
    'values[0]',
  ],
  [
    'an unknown state',
    [created, started(1), ended(1, { state: 'waiting' })],
    'expected an outcome',
  ],
  ['no reason', [created, started(1), ended(1, { state: 'failed' })], 'trial-ended.outcome.reason'],
])('a log is refused: %s', (_, events, reason) => {
  expect(() => validateEvents(events, [], 'mine')).toThrow(
    expect.objectContaining({
      code: 'STUDY_INVALID',
      details: { study: 'mine', reason: expect.stringContaining(reason) as string },
    }),
  );
});

test.each<[string, unknown, string]>([
  ['not a list', {}, 'its reports are not a list'],
  ['no such trial', [{ ...REPORTS[0], number: 5 }], 'report 1: there is no trial 5'],
  [
    'a later attempt',
    [REPORTS[1], { ...REPORTS[1], attempt: 2 }],
    'report 2: trial 4 has no attempt 2',
  ],
  [
    'an infinite step',
    [{ ...REPORTS[0], step: Infinity }],
    'report 1: expected a whole number of at least 0',
  ],
  [
    'a value of text',
    [{ ...REPORTS[0], value: '1' }],
    'report 1: expected a number for report.value',
  ],
  ['a hole', new Array(1), 'report 1: expected an object'],
])('reports are refused: %s', (_, reports, reason) => {
  expect(() => validateEvents(VALID, reports)).toThrow(reason);
});

/** All places in a JSON value, by their paths. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, part]) => placesOf(part, [...path, key]));
  return [path, ...inside];
}

/** What stands at another place, anything else, or nothing, is put to a place of a list. */
function mutate(list: unknown[], at: number, change: { from?: number; json?: unknown }): unknown {
  const places = placesOf(list).slice(1);
  const path = places[at % places.length]!;
  const source = places[(change.from ?? 0) % places.length]!;
  const read = (of: readonly string[]) =>
    of.reduce<unknown>((part, key) => (part as Fields)[key], list);
  const parent = read(path.slice(0, -1)) as Fields;
  const key = path.at(-1)!;
  if ('json' in change) parent[key] = change.json;
  else if (change.from !== undefined) parent[key] = structuredClone(read(source));
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
  return list;
}

const changes = fc.array(
  fc.tuple(
    fc.nat(),
    fc.oneof(
      fc.record({ from: fc.nat() }),
      fc.record({ json: fc.oneof(fc.jsonValue(), fc.double(), fc.integer()) }),
      fc.constant({}),
    ),
  ),
  { minLength: 1, maxLength: 3 },
);

test('a mutated log is valid, and adds up to a study, or is refused as STUDY_INVALID', () => {
  const counts = { valid: 0, refused: 0 };
  const ask = (events: unknown[], reports: unknown[]) => {
    let valid: { events: StudyEvent[]; reports: TrialReport[] };
    try {
      valid = validateEvents(events, reports);
    } catch (error) {
      counts.refused += 1;
      return expect(isTuneError(error, 'STUDY_INVALID'), String(error)).toBe(true);
    }
    counts.valid += 1;
    const state = new StudyState(
      valid.events[0]!.type === 'study-created' ? 'minimize' : 'maximize',
      's',
    );
    valid.events.forEach((event, index) => state.apply(index, event));
    expect(state.version).toBe(valid.events.length);
    expect(state.trials.map(({ number }) => number)).toEqual(state.trials.map((_, i) => i + 1));
    for (const { attempt, number } of valid.reports) {
      expect(state.trial(number)!.attempt).toBeGreaterThanOrEqual(attempt);
    }
  };
  fc.assert(
    fc.property(changes, fc.boolean(), (list, ofReports) => {
      const events = structuredClone(VALID) as unknown[];
      const reports = structuredClone(REPORTS) as unknown[];
      for (const [at, change] of list) {
        const target = ofReports ? reports : events;
        if (target.length > 0) mutate(target, at, change);
      }
      ask(events, reports);
    }),
    { numRuns: 2000 },
  );
  // Both ends of it were met.
  expect(Math.min(counts.valid, counts.refused)).toBeGreaterThan(50);
});

test('any JSON at all is refused as STUDY_INVALID', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (events, reports) => {
      expect(() => validateEvents(events, reports)).toThrow(
        expect.objectContaining({ code: 'STUDY_INVALID' }),
      );
    }),
  );
});
