import { describe, expect, it } from 'vitest';
import { downloadFailed, stepFailed } from './failures.ts';
import { canResume } from './fetch-wheels.ts';
import { CPU_WHEELS, CUDA_WHEELS, requirementsOf } from './wheel-pins.ts';

const [a, b] = [CPU_WHEELS.pins[0]!.sha256, 'b'.repeat(64)];

describe('a failed download', () => {
  it.each([
    [
      `ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    tensorflow-cpu==2.19.1:\n        Expected sha256 ${a}\n             Got        ${b}`,
      `tensorflow-cpu 2.19.1 is not the pinned one: its SHA-256 is ${b} instead of ${a}`,
    ],
    [
      `error: Hash mismatch for \`x\`\n\nExpected:\n  sha256:${a}\n\nComputed:\n  sha256:${b}`,
      `its SHA-256 is ${b} instead of ${a}`,
    ],
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES', 'its hash differs'],
    ['NewConnectionError(...): Temporary failure in name resolution', 'cannot be reached'],
    ['\nthe download stalled', 'has stopped sending'],
    ['OSError: [Errno 28] No space left on device', 'disk is full'],
    ['OSError: [Errno 122] Disk quota exceeded', 'disk is full'],
    ['ERROR: No matching distribution found for tensorflow-cpu', 'could not be downloaded'],
    ['', 'it ended without output'],
  ])('is reported in plain words: %s', (output, reason) => {
    expect(downloadFailed(CPU_WHEELS, output).message).toContain(reason);
  });
});

it('a failed build shows its last lines, or that the disk is full', () => {
  expect(stepFailed('It failed', 'a\nb\nssl\n', 'Help.', 2).message).toBe(
    'It failed:\nb\nssl\nHelp.',
  );
  expect(stepFailed('It failed', 'No space left on device', '').message).toMatch(/disk is full/);
});

it.each([
  ['pip 23.2.1 from /usr/lib', false],
  ['pip 25.0 from /usr/lib', false],
  ['pip 25.1 from /usr/lib', true],
  ['pip 26.0.1 from /usr/lib', true],
  ['something else', false],
])('a download is resumed after a break if pip can: %s', (version, resumes) => {
  expect(canResume(version)).toBe(resumes);
});

it('the wheels are pinned by version and hash, and the libraries of the usual one too', () => {
  for (const wheels of [CPU_WHEELS, CUDA_WHEELS]) {
    for (const line of requirementsOf(wheels).trimEnd().split('\n')) {
      expect(line).toMatch(/^[a-z0-9-]+==[0-9.]+ --hash=sha256:[0-9a-f]{64}$/);
    }
  }
  expect(Object.keys(CPU_WHEELS.libraries)).toHaveLength(2);
});
