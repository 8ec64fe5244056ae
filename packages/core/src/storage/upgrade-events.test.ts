import { expect, test } from 'vitest';
import { upgradeEvents } from './upgrade-events.ts';
import { validateEvents } from './validate-events.ts';

const SPACE = { parameters: [{ name: 'x', type: 'float', low: 0, high: 1 }] };
const created = {
  ...{ type: 'study-created', at: 10.5, space: SPACE, fingerprint: '7f58e77f' },
  ...{ direction: 'maximize', strategy: 'bayes', seed: 3, budget: { trials: 12 } },
  surroundings: { backend: 'native' },
};
const started = (number: number, x = 0.5) => ({
  ...{ type: 'trial-started', at: 20, number, attempt: 1, token: `t${number}`, point: { x } },
  ...{ meta: { phase: 'initial' }, seed: 7, suggestSeconds: 0.1 },
  lease: { holder: 'h', ms: 1000 },
});
const ended = (number: number, outcome: object, attempt = 1) => ({
  ...{ type: 'trial-ended', at: 30, number, attempt, token: `t${number}`, outcome },
  evaluateSeconds: 1,
});
const complete = { state: 'complete', values: [0.25] };

test('a study of the first edition has the shapes of today', () => {
  const { events, reports } = upgradeEvents(
    [
      created,
      { type: 'heartbeat', at: 11, holder: 'h' },
      { type: 'trial-enqueued', at: 12, number: 1, point: { x: 0.25 }, seed: 5 },
      { type: 'trial-taken', at: 13, number: 1, attempt: 1, token: 't1' },
      { type: 'trial-reported', at: 14, number: 1, attempt: 1, step: 1, value: 0.5 },
      { type: 'trial-reported', at: 15, number: 1, attempt: 1, step: 2, value: null },
      ended(1, { state: 'pruned', reason: 'late', value: null, metrics: { steps: 2, loss: null } }),
      { type: 'budget-changed', at: 16, budget: { trials: 20 } },
    ],
    'one',
  );
  const { direction: _d, strategy: _s, surroundings: _u, ...same } = created;
  expect(events).toEqual([
    {
      ...{ ...same, id: expect.stringMatching(/^[0-9a-f]{32}$/) as string },
      ...{ directions: ['maximize'], strategy: { name: 'bayes', version: 'unknown' } },
      environment: { backend: 'native' },
    },
    { type: 'trial-enqueued', at: 12, number: 1, point: { x: 0.25 }, seed: 5 },
    { type: 'trial-claimed', at: 13, number: 1, attempt: 1, token: 't1' },
    ended(1, { state: 'pruned', reason: 'late', metrics: { steps: 2 } }),
    { type: 'budget-changed', at: 16, budget: { trials: 20 } },
  ]);
  expect(reports).toEqual([
    { number: 1, attempt: 1, step: 1, value: 0.5 },
    { number: 1, attempt: 1, step: 2, value: Number.NaN },
  ]);
  expect(validateEvents(events, reports)).toEqual({ events, reports });
});

test('the id follows from name and time of creation', () => {
  const idOf = (old: object, study: string) =>
    (upgradeEvents([old], study).events[0] as { id: string }).id;
  expect(idOf(created, 'one')).toBe(idOf({ ...created, seed: 9 }, 'one'));
  expect(idOf(created, 'one')).not.toBe(idOf(created, 'two'));
  expect(idOf(created, 'one')).not.toBe(idOf({ ...created, at: 11 }, 'one'));
});

test('events of today stay as they are', () => {
  const { events } = upgradeEvents([created, started(1), ended(1, complete)], 'one');
  expect(upgradeEvents(events, 'two').events).toEqual(events);
});

test('of a trial that was begun twice the later beginning counts', () => {
  const { events } = upgradeEvents(
    [
      created,
      { type: 'trial-enqueued', at: 12, number: 1, point: { x: 0.25 }, seed: 5 },
      { ...started(1), token: 'lost' },
      started(2),
      { ...ended(1, { state: 'failed', reason: 'lost' }), token: 'lost' },
      started(1, 0.75),
      ended(2, complete),
      ended(1, complete),
    ],
    'one',
  );
  expect(events.slice(1)).toEqual([
    ...[started(1, 0.75), started(2)],
    ...[ended(2, complete), ended(1, complete)],
  ]);
  expect(() => validateEvents(events)).not.toThrow();
});

test('what is not an event is left to the validation', () => {
  const foreign = [null, 7, [], { type: {} }, { type: 'trial-ended', outcome: 3 }];
  expect(upgradeEvents(foreign, 'one').events).toEqual(foreign);
});
