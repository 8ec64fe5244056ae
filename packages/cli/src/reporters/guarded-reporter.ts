import { AsyncLocalStorage } from 'node:async_hooks';
import type { ComparisonEvent, Design } from '@tune/compare';
import { isPromise, reasonOf } from '@tune/core/plugin';
import { failAtEnd } from '../process/exit-code.ts';
import { log } from '../process/output.ts';
import { claimUncaught } from '../process/uncaught.ts';
import { framesOf } from './failure-lines.ts';
import type { Reporter } from './reporter.ts';

/** How long the last call may take: a reporter may send its report somewhere. */
const END_MS = 10_000;

/** Told of an error that code of a reporter leaves to the event loop. */
const running = new AsyncLocalStorage<(error: unknown) => void>();

claimUncaught((error) => {
  const fail = running.getStore();
  fail?.(error);
  return fail !== undefined;
});

type Method = keyof Reporter;

/**
 * A reporter of the user's that costs only itself: after its first error it is told nothing more, the search goes
 * on, and the command ends with exit code 1. It gets copies, so that it changes nothing for others. A loop without
 * end cannot be held: it runs in this process.
 * @param source  as it was typed
 */
export function guardedReporter(
  reporter: Reporter,
  source: string,
  { endMs = END_MS }: { readonly endMs?: number } = {},
): Reporter {
  let isLeftOut = false;
  const fail = (error: unknown): void => {
    if (isLeftOut) return;
    isLeftOut = true;
    // Another one may take what only the first one gets.
    for (const method of OPTIONAL) Reflect.deleteProperty(guarded, method);
    failAtEnd();
    log(`the reporter ${source} failed and is left out: ${reasonOf(error, 'it')}`);
    for (const frame of framesOf(error)) log(`  ${frame}`);
  };
  const call = (method: Method, args: () => readonly unknown[]): unknown => {
    if (isLeftOut) return undefined;
    try {
      const call = (): unknown =>
        (reporter[method] as (...all: readonly unknown[]) => unknown).apply(reporter, [...args()]);
      const result = running.run(fail, call);
      return isPromise(result) ? Promise.resolve(result).catch(fail) : undefined;
    } catch (error) {
      fail(error);
      return undefined;
    }
  };
  const given: Required<Reporter> = {
    begin: (design, name) => void call('begin', () => [designOf(design), name]),
    progress: (message) => void call('progress', () => [message]),
    output: (text) => void call('output', () => [text]),
    event: (event, isOld) => void call('event', () => [copyOf(event), isOld]),
    problems: (...all) => void call('problems', () => structuredClone(all)),
    claims: (...all) => void call('claims', () => structuredClone(all)),
    check: (...all) => void call('check', () => structuredClone(all)),
    stored: (info) => void call('stored', () => [{ ...info }]),
    async end() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          fail(`its end() did not come to an end within ${endMs / 1000} s`);
          resolve();
        }, endMs);
      });
      await Promise.race([call('end', () => []), late]);
      clearTimeout(timer);
    },
  };
  const guarded: Reporter = { ...given };
  for (const method of OPTIONAL)
    if (reporter[method] === undefined) Reflect.deleteProperty(guarded, method);
  return guarded;
}

const OPTIONAL = ['begin', 'progress', 'output', 'problems', 'claims', 'check', 'stored'] as const;

/** Its functions are those that search. */
const designOf = (design: Design): Design => ({
  ...design,
  contenders: design.contenders.map((one) => ({ ...one })),
});

/** Trials are frozen; what was thrown may be anything. */
function copyOf(event: ComparisonEvent): ComparisonEvent {
  switch (event.type) {
    case 'trial-started':
    case 'trial-ended':
    case 'trial-lost':
    case 'resumed':
      return { ...event };
    case 'strategy-failed':
      return { ...event, failure: structuredClone(event.failure) };
    default:
      return structuredClone(event);
  }
}
