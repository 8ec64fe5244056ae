import type { AddonModel } from '../addon.ts';
import type { GpErrorCode } from '../error.ts';
import { messageOf } from '../error.ts';
import { coded } from './instance.ts';
import { compiledModule } from './module.ts';
import type { CompiledModule } from './platform.ts';
import { READY } from './serve.ts';
import { startWorker } from './start-worker.ts';
import type { WorkerHandle } from './start-worker.ts';
import type { SyncModel } from './sync-model.ts';

/** The state of a model that its mirror in a worker copies. */
export interface Mirrored {
  /** The constructor's arguments. */
  readonly create: ConstructorParameters<typeof SyncModel>;
  /** Everything appended, in order. Only grows while a worker has a mirror. */
  readonly appended: readonly { readonly rows: Float64Array; readonly values: Float64Array }[];
  readonly theta: Float64Array;
}

/** A long computation with its arguments. */
export type Work =
  | readonly ['fit', Parameters<AddonModel['fit']>]
  | readonly ['maximize', Parameters<AddonModel['maximize']>];

/** A message to a worker: how to update its mirror, and what to compute then. */
export interface Request {
  readonly task: number;
  readonly module?: CompiledModule;
  readonly create?: Mirrored['create'];
  readonly appended: Mirrored['appended'];
  readonly theta: Float64Array;
  readonly work: Work;
}

export type Answer = { readonly task: number } & (
  | { readonly found: Float64Array }
  | { readonly error: { readonly code: string | undefined; readonly message: string } }
);

/** Idle workers to keep; more are terminated. */
const maxIdle = 4;

/** Workers that may be lost after they had started; then no more are started. */
const maxLosses = 3;

/** How long a worker may take to start. A runtime that never starts it may also never say so. */
const startTimeoutMs = 10_000;

interface PooledWorker {
  readonly handle: WorkerHandle;
  /** Whether its program runs; settled at the first message, or when it is lost. */
  readonly started: Promise<boolean>;
  isReady: boolean;
  isDiscarded: boolean;
  hasModule: boolean;
  /** The model that it mirrors, and how many of its appended blocks it has. */
  owner?: object;
  appendedCount: number;
  deferred?: { resolve(found: Float64Array | undefined): void; reject(error: Error): void };
}

/** In order of use, the most recent last. */
const idle: PooledWorker[] = [];
let tasks = 0;
let losses = 0;
let fault: string | undefined;

/** Why no worker is used any more; undefined as long as they can be used. */
export function workerFault(): string | undefined {
  return fault;
}

/** Starts a worker, unless one is idle; whether that worked. */
export async function tryWorkers(): Promise<boolean> {
  if (fault !== undefined || idle.length > 0) return fault === undefined;
  const pooled = startPooledWorker();
  if (pooled === undefined) return false;
  pooled.handle.hold(true);
  const isStarted = await pooled.started;
  if (isStarted) release(pooled);
  return isStarted;
}

/**
 * Runs a long computation of the model `owner` in a worker, preferably in the one that has its mirror: only new
 * observations are sent then, and the mirror's factor is reused. A worker cannot be interrupted, so `abort` terminates
 * it. `found` is undefined if no worker can be used, or if it was lost: the caller computes then.
 */
export function runInWorker(
  owner: object,
  { create, appended, theta }: Mirrored,
  work: Work,
): { readonly found: Promise<Float64Array | undefined>; abort(): void } {
  const pooled = fault === undefined ? takeWorker(owner) : undefined;
  if (pooled === undefined) return { found: Promise.resolve(undefined), abort() {} };
  const isNewMirror = pooled.owner !== owner;
  const request: Request = {
    task: ++tasks,
    ...(pooled.hasModule ? {} : { module: compiledModule() }),
    ...(isNewMirror ? { create } : {}),
    appended: appended.slice(isNewMirror ? 0 : pooled.appendedCount),
    theta,
    work,
  };
  pooled.hasModule = true;
  pooled.owner = owner;
  pooled.appendedCount = appended.length;
  const found = new Promise<Float64Array | undefined>(
    (resolve, reject) => (pooled.deferred = { resolve, reject }),
  );
  pooled.handle.hold(true);
  try {
    pooled.handle.post(request);
  } catch (error) {
    lose(pooled, messageOf(error));
  }
  return { found, abort: () => discard(pooled, coded('GP_ABORTED')) };
}

/** Forgets the mirror of a model that was disposed or changed. */
export function forget(owner: object): void {
  for (const pooled of idle) if (pooled.owner === owner) delete pooled.owner;
}

function takeWorker(owner: object): PooledWorker | undefined {
  const find = (wanted: object | undefined) =>
    idle.findLastIndex((pooled) => pooled.owner === wanted);
  let index = find(owner);
  if (index < 0) index = find(undefined);
  if (index < 0 && idle.length >= maxIdle) index = 0;
  return index < 0 ? startPooledWorker() : idle.splice(index, 1)[0]!;
}

function startPooledWorker(): PooledWorker | undefined {
  let settle: (isStarted: boolean) => void = () => undefined;
  const started = new Promise<boolean>((resolve) => (settle = resolve));
  const received = (message: unknown): void => {
    if (message === READY) {
      pooled.isReady = true;
      settle(true);
    } else finish(pooled, message as Answer);
  };
  const ended = (why: string): void => {
    lose(pooled, why);
    settle(false);
  };
  let handle: WorkerHandle;
  try {
    handle = startWorker(received, ended);
  } catch (error) {
    fault ??= messageOf(error);
    return undefined;
  }
  const pooled: PooledWorker = {
    ...{ handle, started, isReady: false, isDiscarded: false, hasModule: false, appendedCount: 0 },
  };
  const timer = setTimeout(
    () => ended(`it did not start within ${startTimeoutMs / 1000} s`),
    startTimeoutMs,
  );
  void started.then(() => clearTimeout(timer));
  return pooled;
}

function finish(pooled: PooledWorker, answer: Answer): void {
  const { deferred } = pooled;
  if (deferred === undefined) return;
  delete pooled.deferred;
  release(pooled);
  if ('found' in answer) {
    deferred.resolve(answer.found);
  } else {
    delete pooled.owner;
    const { code, message } = answer.error;
    deferred.reject(code === undefined ? new Error(message) : coded(code as GpErrorCode, message));
  }
}

function release(pooled: PooledWorker): void {
  pooled.handle.hold(false);
  if (idle.push(pooled) > maxIdle) discard(idle[0]!);
}

/** A worker failed by itself. One that could not start, or the third one, is the last. */
function lose(pooled: PooledWorker, why: string): void {
  if (pooled.isDiscarded) return;
  losses++;
  if (!pooled.isReady || losses === maxLosses) fault ??= why;
  discard(pooled);
}

/** Terminates a worker. What it computes is rejected with the error, if there is one, else left to its owner. */
function discard(pooled: PooledWorker, error?: Error): void {
  pooled.isDiscarded = true;
  const index = idle.indexOf(pooled);
  if (index >= 0) idle.splice(index, 1);
  pooled.handle.terminate();
  if (error === undefined) pooled.deferred?.resolve(undefined);
  else pooled.deferred?.reject(error);
  delete pooled.deferred;
}
