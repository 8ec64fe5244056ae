import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { designOf, ended } from './design.test-util.ts';
import { liveView, planLine } from './live-view.ts';
import { Progress } from './progress.ts';

const terminal = (columns: number) => {
  vi.spyOn(process.stdout, 'isTTY', 'get').mockReturnValue(true);
  vi.spyOn(process.stdout, 'columns', 'get').mockReturnValue(columns);
};
beforeEach(() => {
  // Both are plain values on a stream that is not a terminal; a getter can be watched.
  for (const name of ['isTTY', 'columns']) {
    Object.defineProperty(process.stdout, name, { get: () => undefined, configurable: true });
  }
});
afterEach(() => vi.restoreAllMocks());

test('it has a line for each strategy and the progress of all', () => {
  const design = designOf();
  const progress = new Progress(design, 0);
  progress.take(ended('bayes', 1, 0.9, { improved: true }));
  progress.take(ended('random', 1, 0.85, { improved: true }));
  expect(liveView(design, progress, 4000).split('\n')).toEqual([
    '',
    ' strategy  trials  best    at trial  last    now',
    ' bayes     1/4     0.9000  1         0.9000  waiting',
    ' random    1/4     0.8500  1         0.8500  waiting',
    ' █████░░░░░░░░░░░░░░░  2/8  12 s left  Ctrl-C stops and keeps',
  ]);
});

test('it shows no time left before the first trial has ended', () => {
  const design = designOf({ repeats: 3 });
  expect(liveView(design, new Progress(design, 0), 4000)).toMatch(
    /0\/24 {2}repeat 1\/3 {2}4\.00 s so far/,
  );
});

test('it shows the time so far while the bests are tested', () => {
  const design = designOf({ trials: 1 });
  const progress = new Progress(design, 0);
  progress.take(ended('bayes', 1, 0.9));
  progress.take(ended('random', 1, 0.85));
  expect(liveView(design, progress, 4000)).toMatch(/2\/2 {2}4\.00 s so far/);
});

test('a terminal without a known width cuts nothing', () => {
  terminal(0);
  const design = designOf();
  expect(liveView(design, new Progress(design, 0), 0)).toMatch(/Ctrl-C stops and keeps$/);
});

test('no line is wider than the terminal', () => {
  terminal(40);
  const design = designOf();
  for (const line of liveView(design, new Progress(design, 0), 0).split('\n')) {
    expect(line.length).toBeLessThanOrEqual(40);
  }
});

test('the plan fits into one line', () => {
  const design = designOf({ repeats: 3 });
  expect(planLine(design)).toBe(
    'net · maximize accuracy · bayes, random · 4 trials each · 3 repeats · seed 1',
  );
  const preset = { ...design.objective, preset: 'quick', description: '100 steps' };
  expect(planLine({ ...design, objective: preset, trials: 1, repeats: 1 })).toBe(
    'net (quick: 100 steps) · maximize accuracy · bayes, random · 1 trial each · seed 1',
  );
});
