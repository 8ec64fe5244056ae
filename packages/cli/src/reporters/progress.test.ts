import { expect, test } from 'vitest';
import { designOf, ended } from './design.test-util.ts';
import { Progress } from './progress.ts';

test('best, last and count of each strategy', () => {
  const progress = new Progress(designOf(), 0);
  progress.take(ended('bayes', 1, 0.9));
  progress.take(ended('bayes', 2, 0.95));
  progress.take(ended('bayes', 3, 0.7));
  progress.take(ended('random', 1, 'it diverged'));
  expect(progress.lanes.get('bayes')).toEqual({
    ended: 3,
    best: 0.95,
    bestAt: 2,
    last: 0.7,
    now: 'waiting',
  });
  expect(progress.lanes.get('random')).toMatchObject({ best: undefined, last: 'failed' });
  expect([progress.ended, progress.planned]).toEqual([4, 8]);
});

test('reports show step and value, the last trial is done', () => {
  const progress = new Progress(designOf({ trials: 1 }), 0);
  const report = { label: 'bayes', repeat: 1, number: 1, step: 60, value: 0.95 };
  progress.take({ type: 'trial-reported', ...report, total: 100 });
  expect(progress.lanes.get('bayes')!.now).toBe('step 60/100  accuracy 0.950');
  progress.take({ type: 'trial-reported', ...report });
  expect(progress.lanes.get('bayes')!.now).toBe('step 60  accuracy 0.950');
  progress.take(ended('bayes', 1, 0.9));
  expect(progress.lanes.get('bayes')!.now).toBe('done');
});

test('the time left follows the trials so far', () => {
  const progress = new Progress(designOf(), 1000);
  expect(progress.secondsLeft(5000)).toBeUndefined();
  progress.take(ended('bayes', 1, 0.9));
  progress.take(ended('random', 1, 0.9));
  expect(progress.secondsLeft(5000)).toBe(12);
  expect(progress.seconds(5000)).toBe(4);
});

test('trials that will never be are not waited for', () => {
  const progress = new Progress(designOf(), 0);
  progress.take(ended('bayes', 1, 0.9));
  progress.take({ type: 'exhausted', label: 'bayes', repeat: 1 });
  expect(progress.planned).toBe(5);
  expect(progress.lanes.get('bayes')!.now).toBe('space used up');
  progress.take({ type: 'strategy-failed', label: 'random', repeat: 1, error: 'no' });
  expect(progress.planned).toBe(1);
});

test('a new repeat starts with empty lanes and keeps the count', () => {
  const progress = new Progress(designOf({ repeats: 2 }), 0);
  progress.take(ended('bayes', 1, 0.9));
  progress.take(ended('bayes', 1, 0.8, 2));
  expect(progress.repeat).toBe(2);
  expect(progress.lanes.get('bayes')).toMatchObject({ ended: 1, best: 0.8 });
  expect(progress.ended).toBe(2);
});
