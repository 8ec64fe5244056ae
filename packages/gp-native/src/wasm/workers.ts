import type { AddonModel } from '../addon.ts';
import type { GpErrorCode } from '../error.ts';
import { coded, compiledModule } from './instance.ts';
import { startWorker } from './platform.ts';
import type { CompiledModule, WorkerHandle } from './platform.ts';
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

interface PooledWorker {
  readonly handle: WorkerHandle;
  hasModule: boolean;
  /** The model that it mirrors, and how many of its appended blocks it has. */
  owner?: object;
  appendedCount: number;
  deferred?: { resolve(found: Float64Array): void; reject(error: Error): void };
}

/** In order of use, the most recent last. */
const idle: PooledWorker[] = [];
let tasks = 0;

/**
 * Runs a long computation of the model `owner` in a worker, preferably in the one that has its mirror: only new
 * observations are sent then, and the mirror's factor is reused. A worker cannot be interrupted, so `abort` terminates
 * it.
 */
export function runInWorker(
  owner: object,
  { create, appended, theta }: Mirrored,
  work: Work,
): { readonly found: Promise<Float64Array>; abort(): void } {
  const pooled = takeWorker(owner);
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
  const found = new Promise<Float64Array>(
    (resolve, reject) => (pooled.deferred = { resolve, reject }),
  );
  pooled.handle.hold(true);
  pooled.handle.post(request);
  return { found, abort: () => discard(pooled, coded('GP_ABORTED')) };
}

/** Forgets the mirror of a model that was disposed or changed. */
export function forget(owner: object): void {
  for (const pooled of idle) if (pooled.owner === owner) delete pooled.owner;
}

function takeWorker(owner: object): PooledWorker {
  const find = (wanted: object | undefined) =>
    idle.findLastIndex((pooled) => pooled.owner === wanted);
  let index = find(owner);
  if (index < 0) index = find(undefined);
  if (index < 0 && idle.length >= maxIdle) index = 0;
  return index < 0 ? startPooledWorker() : idle.splice(index, 1)[0]!;
}

function startPooledWorker(): PooledWorker {
  const handle = startWorker(
    (message) => finish(pooled, message as Answer),
    (why) =>
      discard(
        pooled,
        coded('GP_NOT_LOADABLE', `The worker of the WebAssembly build failed: ${why}.`),
      ),
  );
  const pooled: PooledWorker = { handle, hasModule: false, appendedCount: 0 };
  return pooled;
}

function finish(pooled: PooledWorker, answer: Answer): void {
  const { deferred } = pooled;
  if (deferred === undefined) return;
  delete pooled.deferred;
  pooled.handle.hold(false);
  if (idle.push(pooled) > maxIdle) idle.shift()!.handle.terminate();
  if ('found' in answer) {
    deferred.resolve(answer.found);
  } else {
    delete pooled.owner;
    const { code, message } = answer.error;
    deferred.reject(code === undefined ? new Error(message) : coded(code as GpErrorCode, message));
  }
}

function discard(pooled: PooledWorker, error: Error): void {
  const index = idle.indexOf(pooled);
  if (index >= 0) idle.splice(index, 1);
  pooled.handle.terminate();
  pooled.deferred?.reject(error);
  delete pooled.deferred;
}
