import { expect, test } from 'vitest';
import { textOf } from '../terminal/line.ts';
import { displayWidth } from '../terminal/width.ts';
import { designOf, ended } from './design.test-util.ts';
import { liveView, planLine } from './live-view.ts';
import { Progress } from './progress.ts';

const textAt = (progress: Progress, now: number, width?: number): string[] =>
  liveView(progress.design, progress, now, width).map(textOf);

test('it has a line for each strategy and the progress of all', () => {
  const design = designOf();
  const progress = new Progress(design, 0);
  progress.take(ended('bayes', 1, 0.9, { improved: true }));
  progress.take(ended('random', 1, 0.85, { improved: true }));
  expect(textAt(progress, 4000)).toEqual([
    '',
    ' strategy  trials  best    at trial  last    now',
    ' bayes     1/4     0.9000  1         0.9000  waiting',
    ' random    1/4     0.8500  1         0.8500  waiting',
    ' █████░░░░░░░░░░░░░░░  2/8  12 s left  Ctrl-C stops and keeps',
  ]);
});

test('repeats until it is decided may end sooner, and a strategy that takes no part waits for nothing', () => {
  const design = { ...designOf({ trials: 1, repeats: 3 }), untilDecided: true };
  const progress = new Progress(design, 0);
  progress.take(ended('bayes', 1, 0.9));
  progress.take({ ...ended('bayes', 1, 0.9), repeat: 2 });
  const lines = textAt(progress, 4000);
  expect(lines.at(-1)).toMatch(/2\/6 {2}repeat 2\/3 {2}8\.00 s left at most/);
  expect(lines.find((line) => line.startsWith(' random'))).not.toContain('waiting');
  expect(planLine(design)).toContain('repeats until it is decided, 3 at most');
});

test('it shows no time left before the first trial has ended', () => {
  const design = designOf({ repeats: 3 });
  expect(textAt(new Progress(design, 0), 4000).at(-1)).toMatch(
    /0\/24 {2}repeat 1\/3 {2}4\.00 s so far/,
  );
});

test('it shows the time so far while the bests are tested', () => {
  const design = designOf({ trials: 1 });
  const progress = new Progress(design, 0);
  progress.take(ended('bayes', 1, 0.9));
  progress.take(ended('random', 1, 0.85));
  expect(textAt(progress, 4000).at(-1)).toMatch(/2\/2 {2}4\.00 s so far/);
});

test('on a narrow terminal whole columns go first', () => {
  const design = designOf();
  const progress = new Progress(design, 0);
  progress.take(ended('bayes', 1, 0.9, { improved: true }));
  const step = { type: 'trial-reported', label: 'bayes', repeat: 1, number: 2 } as const;
  progress.take({ ...step, step: 30, total: 100, value: 0.123456 });
  const heads = [70, 60, 50, 40, 20].map((width) => textAt(progress, 0, width)[1]);
  expect(heads).toEqual([
    ' strategy  trials  best    last    now',
    ' strategy  trials  best    now',
    ' strategy  trials  best    now',
    ' strategy  trials  best    now',
    ' strategy  best',
  ]);
  expect(textAt(progress, 4000, 40)).toEqual([
    '',
    ' strategy  trials  best    now',
    ' bayes     1/4     0.9000  step 30/100 …',
    ' random    0/4             waiting',
    ' ███░░░░░░░░░░░░░░░░░  1/8  28 s left',
  ]);
});

test('no line is wider than the terminal', () => {
  const design = designOf({ repeats: 3 });
  const labels = ['学習率'.repeat(20), 'bayes\u001b[2J'];
  const contenders = labels.map((label) => ({ ...design.contenders[0]!, label }));
  const progress = new Progress({ ...design, contenders }, 0);
  for (let width = 20; width <= 200; width++) {
    for (const line of textAt(progress, 0, width)) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
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
