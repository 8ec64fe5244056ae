import { isMainThread, Worker } from 'node:worker_threads';

/** What a loop that never pauses looks like from outside. */
export interface Stall {
  /** The functions that were running, innermost first: `spin (file:///mine.js:4)`. */
  readonly frames: readonly string[];
}

/** How often the thread shows that it is alive, and the watchdog looks. */
const BEAT_MS = 100;
const TICK_MS = 250;

/**
 * Looks at a thread from another one. A loop without a pause keeps timers from firing, so only another
 * thread can end it: through the inspector, which also knows where it is. It counts ticks of its own, not
 * time, because a laptop may sleep. The inspector reaches the main thread only; in another one the loop goes
 * on, and a line on standard error is all that can be done.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { Session } = require('node:inspector');
const { writeSync } = require('node:fs');
const shared = new Int32Array(workerData.shared);
const [BEAT, TICKS] = [0, 1];
let last = -1;
let ticks = 0;
setInterval(() => {
  const beat = Atomics.load(shared, BEAT);
  const limit = Atomics.load(shared, TICKS);
  ticks = beat === last && limit > 0 ? ticks + 1 : 0;
  last = beat;
  if (limit === 0 || ticks < limit) return;
  ticks = 0;
  Atomics.store(shared, TICKS, 0);
  if (workerData.isMain) end();
  else writeSync(2, workerData.line);
}, ${TICK_MS});
function end() {
  const session = new Session();
  const urls = new Map();
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params }) => {
    const frames = params.callFrames.slice(0, 8).map(({ functionName, location }) =>
      (functionName || '(anonymous)') + ' (' + urls.get(location.scriptId) + ':' + (location.lineNumber + 1) + ')');
    const { callFrameId } = params.callFrames[0];
    session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression: workerData.before }, () => {
      session.post('Debugger.resume');
      session.post('Runtime.terminateExecution', () => {
        parentPort.postMessage({ frames });
        session.post('Debugger.disable', () => session.disconnect());
      });
    });
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}
`;

const LINE = 'answers-in-time: an ask runs without a pause, and cannot be ended in this thread\n';

/** Where the function is kept that is called before a loop is ended. */
const KEY = '@tune/testkit: before a loop is ended';

/**
 * Forgets which asynchronous resources the platform believes to be in: what is ended never leaves them, and
 * where hooks watch promises the process would stop at an assertion.
 */
function forgetResources(): void {
  const { noDeprecation } = process as { noDeprecation?: boolean };
  try {
    // The platform has no other way, and would warn of this one.
    Object.assign(process, { noDeprecation: true });
    const { binding } = process as unknown as {
      binding(name: string): { clearAsyncIdStack?(): void };
    };
    binding('async_wrap').clearAsyncIdStack?.();
  } catch {
    // Another platform, which has no such assertion.
  } finally {
    Object.assign(process, { noDeprecation });
  }
}

interface Watched {
  readonly shared: Int32Array;
  readonly listeners: Set<(stall: Stall) => void>;
}

let watched: Watched | undefined;

function start(): Watched {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const listeners = new Set<(stall: Stall) => void>();
  Object.assign(globalThis, { [Symbol.for(KEY)]: forgetResources });
  const before = `globalThis[Symbol.for(${JSON.stringify(KEY)})]?.()`;
  const worker = new Worker(PROGRAM, {
    eval: true,
    workerData: { shared: shared.buffer, isMain: isMainThread, line: LINE, before },
    execArgv: [],
  });
  worker.on('message', (stall: Stall) => {
    for (const listener of listeners) listener(stall);
  });
  worker.unref();
  setInterval(() => void Atomics.add(shared, 0, 1), BEAT_MS).unref();
  return { shared, listeners };
}

/**
 * Ends what runs in the main thread for so long without a pause, and calls back.
 * @returns stops watching
 */
export function onStall(limitMs: number, listener: (stall: Stall) => void): () => void {
  const { shared, listeners } = (watched ??= start());
  Atomics.store(shared, 1, Math.max(2, Math.ceil(limitMs / TICK_MS)));
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) Atomics.store(shared, 1, 0);
  };
}
