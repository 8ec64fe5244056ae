import { expect, test } from 'vitest';
import { sameVersions, verifiedNote } from './verified.mjs';

const verified = {
  bayes: { version: 'new', same: ['old'], date: '2026-11-30', runs: 45, problems: 15 },
};

test('runs of a verified version count as runs of the current one, others do not', () => {
  expect(sameVersions('bayes', 'new', verified)).toEqual(new Set(['new', 'old']));
  expect(sameVersions('bayes', 'newer', verified)).toEqual(new Set(['newer']));
  expect(sameVersions('random', 'new', verified)).toEqual(new Set(['new']));
});

test('says what was repeated, unless some runs are of a version that was not', () => {
  expect(verifiedNote('bayes', ['old'], verified)).toMatch(
    /^`bayes` new makes the same suggestions: 45 of these runs, on 15 problems, .* 2026-11-30/,
  );
  expect(verifiedNote('bayes', ['old', 'older'], verified)).toBeUndefined();
  expect(verifiedNote('random', ['old'], verified)).toBeUndefined();
});
