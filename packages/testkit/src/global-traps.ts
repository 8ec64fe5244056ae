import { AsyncLocalStorage } from 'node:async_hooks';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { placeOf } from './rule-error.ts';

/** Called with what was used and where: `Date.now() at suggest (mine.js:4:20)`. It throws. */
export type OnUse = (what: string, place: string) => never;

type Kind = 'chance' | 'clock' | 'timers' | 'console';

/** A function of an object that is replaced. */
interface Trap {
  readonly object: object;
  readonly key: string;
  readonly name: string;
  /** Whether a call with these arguments is allowed. */
  allows?(args: readonly unknown[]): boolean;
}

const all = (prefix: string, object: object, keys: readonly string[]): Trap[] =>
  keys.map((key) => ({ object, key, name: `${prefix}${key}()` }));

/** A turn of the event loop is not time. */
const isYield = ([, ms]: readonly unknown[]): boolean => ms === undefined || Number(ms) <= 1;

const TRAPS: Readonly<Record<Kind, () => readonly Trap[]>> = {
  chance: () => [
    ...all('Math.', Math, ['random']),
    ...all('crypto.', crypto, ['randomBytes', 'randomInt', 'randomUUID', 'randomFillSync']),
    ...all('crypto.', crypto.webcrypto, ['getRandomValues', 'randomUUID']),
    ...(globalThis.crypto === crypto.webcrypto
      ? []
      : all('crypto.', globalThis.crypto, ['getRandomValues', 'randomUUID'])),
  ],
  clock: () => [
    ...all('performance.', performance, ['now']),
    ...all('process.', process, ['hrtime', 'uptime']),
  ],
  timers: () => [
    ...[globalThis, timers].flatMap((object) => [
      { object, key: 'setTimeout', name: 'setTimeout()', allows: isYield },
      { object, key: 'setInterval', name: 'setInterval()' },
    ]),
    {
      ...{ object: timersPromises, key: 'setTimeout', name: 'setTimeout()' },
      allows: ([ms]: readonly unknown[]) => isYield([0, ms]),
    },
  ],
  console: () => [
    ...all('console.', console, ['debug', 'dir', 'error', 'info', 'log', 'table', 'trace', 'warn']),
    ...all('process.stdout.', process.stdout, ['write']),
    ...all('process.stderr.', process.stderr, ['write']),
  ],
};

const inside = new AsyncLocalStorage<OnUse>();

function use(name: string): void {
  const onUse = inside.getStore();
  if (onUse === undefined) return;
  const { stack = '' } = new Error();
  // The trap itself may print or read the clock on its way.
  inside.exit(() => onUse(name, placeOf(stack) ?? 'in what it uses'));
}

/** The function, which tells when it is called from inside. */
function trapped(original: (...args: never[]) => unknown, { name, allows }: Trap): unknown {
  return new Proxy(original, {
    apply(target, self, args: never[]) {
      if (allows?.(args) !== true) use(name);
      return Reflect.apply(target, self, args) as unknown;
    },
  });
}

/** A `Date` that tells when it is asked for the present. */
function trappedDate(original: DateConstructor): DateConstructor {
  return new Proxy(original, {
    construct(target, args, newTarget: DateConstructor) {
      if (args.length === 0) use('new Date()');
      return Reflect.construct(target, args, newTarget) as Date;
    },
    apply(target) {
      use('Date()');
      return target();
    },
    get(target, key) {
      if (key === 'now') {
        return () => {
          use('Date.now()');
          return target.now();
        };
      }
      return Reflect.get(target, key) as unknown;
    },
  });
}

/**
 * Runs what uses neither chance, a clock, timers or the console. Only what it calls itself counts, also
 * after an `await`: a test runner may use all of them in between.
 */
export async function trapping<T>(kind: Kind, onUse: OnUse, run: () => Promise<T>): Promise<T> {
  const undo: (() => void)[] = [];
  for (const trap of TRAPS[kind]()) {
    const { object, key } = trap;
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    const original = (object as Record<string, unknown>)[key];
    if (typeof original !== 'function') continue;
    const value = trapped(original as (...args: never[]) => unknown, trap);
    try {
      Object.defineProperty(object, key, { value, configurable: true, writable: true });
    } catch {
      // A platform that does not let it be replaced.
      continue;
    }
    undo.push(() => {
      if (descriptor === undefined) Reflect.deleteProperty(object, key);
      else Object.defineProperty(object, key, descriptor);
    });
  }
  if (kind === 'clock') {
    const original = globalThis.Date;
    globalThis.Date = trappedDate(original);
    undo.push(() => void (globalThis.Date = original));
  }
  syncBuiltinESMExports();
  try {
    return await inside.run(onUse, run);
  } finally {
    for (const one of undo.toReversed()) one();
    syncBuiltinESMExports();
    // It costs every promise of the process something.
    inside.disable();
  }
}
