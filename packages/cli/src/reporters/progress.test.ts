import { expect, test } from 'vitest';
import { designOf, ended } from './design.test-util.ts';
import { Progress } from './progress.ts';

const IMPROVED = { improved: true };

const failed = { error: 'no', failure: { repeat: 1, reason: 'no' } };

test('each strategy has its best, its last value and its count', () => {
  const progress = new Progress(designOf(), 0);
  progress.take(ended('bayes', 1, 0.9, IMPROVED));
  progress.take(ended('bayes', 2, 0.95, IMPROVED));
  progress.take(ended('bayes', 3, 0.7));
  progress.take(ended('random', 1, 'it diverged'));
  expect(progress.runs.get('bayes')).toEqual({
    ended: 3,
    best: 0.95,
    bestAt: 2,
    last: 0.7,
    now: 'waiting',
  });
  expect(progress.runs.get('random')).toMatchObject({ best: undefined, last: 'failed' });
  expect([progress.ended, progress.planned]).toEqual([4, 8]);
});

test('reports show step and value; after its last trial a strategy is done', () => {
  const progress = new Progress(designOf({ trials: 1 }), 0);
  const report = { label: 'bayes', repeat: 1, number: 1, step: 60, value: 0.95 };
  progress.take({ type: 'trial-reported', ...report, total: 100 });
  expect(progress.runs.get('bayes')!.now).toBe('step 60/100  accuracy 0.9500');
  progress.take({ type: 'trial-reported', ...report });
  expect(progress.runs.get('bayes')!.now).toBe('step 60  accuracy 0.9500');
  progress.take(ended('bayes', 1, 0.9));
  expect(progress.runs.get('bayes')!.now).toBe('done');
});

test('the time left follows the trials so far', () => {
  const progress = new Progress(designOf(), 1000);
  expect(progress.secondsLeft(5000)).toBeUndefined();
  progress.take(ended('bayes', 1, 0.9));
  progress.take(ended('random', 1, 0.9));
  expect(progress.secondsLeft(5000)).toBe(12);
  expect(progress.seconds(5000)).toBe(4);
});

test('the plan shrinks when a strategy ends before its budget', () => {
  const progress = new Progress(designOf(), 0);
  progress.take(ended('bayes', 1, 0.9));
  progress.take({ type: 'exhausted', label: 'bayes', repeat: 1 });
  expect(progress.planned).toBe(5);
  expect(progress.runs.get('bayes')!.now).toBe('space used up');
  progress.take({ type: 'strategy-failed', label: 'random', repeat: 1, ...failed });
  expect(progress.planned).toBe(1);
});

test('a new repeat starts with empty rows and keeps the count', () => {
  const progress = new Progress(designOf({ repeats: 2 }), 0);
  progress.take(ended('bayes', 1, 0.9));
  progress.take(ended('bayes', 1, 0.8, { repeat: 2, improved: true }));
  expect(progress.repeat).toBe(2);
  expect(progress.runs.get('bayes')).toMatchObject({ ended: 1, best: 0.8 });
  expect(progress.ended).toBe(2);
});

test('a trial that was cut off is not counted: it runs again', () => {
  const progress = new Progress(designOf(), 0);
  const event = ended('bayes', 1, 'interrupted');
  const { outcome: _, ...trial } = event.trial;
  const interruption = { state: 'cancelled', reason: 'interrupted', retryable: true } as const;
  progress.take({ ...event, trial: { ...trial, state: 'waiting', interruption } });
  expect(progress.ended).toBe(0);
  expect(progress.runs.get('bayes')).toMatchObject({ ended: 0, last: 'waiting', now: 'waiting' });
});

test('a resumed run begins with its stored trials', () => {
  const progress = new Progress(designOf(), 0);
  const { trial: best } = ended('bayes', 2, 0.9);
  const stored = { label: 'bayes', repeat: 1, trials: 3, ended: 3, best, changes: [] };
  progress.take({ type: 'resumed', ...stored });
  expect(progress.runs.get('bayes')).toMatchObject({ ended: 3, best: 0.9, bestAt: 2 });
  // Stored trials tell nothing about the time that others take.
  expect(progress.secondsLeft(5000)).toBeUndefined();
});
