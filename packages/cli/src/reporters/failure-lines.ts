import { fileURLToPath } from 'node:url';
import type { StrategyFailure } from '@tune/compare';
import { shownPath } from '../versions/shown-path.ts';

/** What went wrong with a strategy and where: its own words, then the frames of its code. */
export function failureLines(label: string, failure: StrategyFailure): readonly string[] {
  const { reason, code, source, stack = [] } = failure;
  const from = source === undefined || source === label ? '' : ` (${source})`;
  const named = code === undefined ? '' : ` [${code}]`;
  const [first = '', ...more] = `${label}${from} ended with an error: ${reason}${named}`.split(
    '\n',
  );
  return [
    first,
    ...more.map((line) => `  ${line}`),
    ...stack.map((line) => `  ${shownFrame(line)}`),
  ];
}

/** `at suggest (mine.mjs:7:11)`: files as a person would write them. */
export const shownFrame = (frame: string): string =>
  frame.replace(/file:\/\/[^\s()?]*(?:\?[^\s():]*)?(?=:\d+:\d+)/, (url) => {
    try {
      return shownPath(fileURLToPath(url));
    } catch {
      return url;
    }
  });

/** How many frames of an error are shown. */
const MAX_FRAMES = 5;

/** Where code of the user's threw an error, as far as it tells; whatever was thrown, this does not throw. */
export function framesOf(error: unknown): readonly string[] {
  try {
    const { stack } = error as { readonly stack?: unknown };
    if (typeof stack !== 'string') return [];
    const frames = stack.split('\n').map((line) => line.trim());
    const own = frames.filter((line) => line.startsWith('at ') && !/\(?node:/.test(line));
    const end = own.findIndex((line) => OWN_FILES.test(line));
    return own.slice(0, Math.min(end === -1 ? own.length : end, MAX_FRAMES)).map(shownFrame);
  } catch {
    // A getter or a proxy threw.
    return [];
  }
}

/** Those of this product: who called is of no use to a reader. */
const OWN_FILES = /[\\/](?:@tune|packages)[\\/](?:cli|compare|core|runtime)[\\/](?:dist|src)[\\/]/;

/** `bad failed in repeat 1 and is left out: it knows no further point (at suggest (bad.mjs:7:11)).` */
export function failureSentence(label: string, failure: StrategyFailure): string {
  const { repeat, reason, stack: [frame] = [] } = failure;
  const [first = ''] = reason.split('\n');
  const where = frame === undefined ? '' : ` (${shownFrame(frame)})`;
  const said = `${first.replace(/[.:]$/, '')}${where}`;
  return `${label} failed in repeat ${repeat} and is left out: ${said}.`;
}
