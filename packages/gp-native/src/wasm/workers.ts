import type { AddonModel } from '../addon.ts';
import type { GpErrorCode } from '../error.ts';
import { coded, compiledModule } from './instance.ts';
import { startWorker } from './platform.ts';
import type { CompiledModule, WorkerHandle } from './platform.ts';
import type { SyncModel } from './sync-model.ts';

/** What a model has that its mirror in a worker must have too. */
export interface Mirrored {
  /** The arguments that make it. */
  readonly create: ConstructorParameters<typeof SyncModel>;
  /** Everything that was appended, in order; only grows. */
  readonly appended: readonly { readonly rows: Float64Array; readonly values: Float64Array }[];
  readonly packed: Float64Array;
}

/** Long work and its arguments. */
export type Work =
  | readonly ['fit', Parameters<AddonModel['fit']>]
  | readonly ['maximize', Parameters<AddonModel['maximize']>];

/** What a worker is sent: how to bring its mirror up to date, and what to do then. */
export interface Request {
  readonly task: number;
  readonly module?: CompiledModule;
  readonly create?: Mirrored['create'];
  readonly appended: Mirrored['appended'];
  readonly packed: Float64Array;
  readonly work: Work;
}

export type Answer = { readonly task: number } & (
  | { readonly found: Float64Array }
  | { readonly error: { readonly code: string | undefined; readonly message: string } }
);

/** Workers that are kept for the next task; those beyond are ended. */
const mostIdle = 4;

interface Hand {
  readonly worker: WorkerHandle;
  greeted: boolean;
  /** Whose mirror it holds, and how much of what was appended. */
  owner?: object;
  known: number;
  settle?: { resolve(found: Float64Array): void; reject(error: Error): void };
}

/** The most recently used last. */
const idle: Hand[] = [];
let tasks = 0;

/**
 * Does long work of the model `owner` in a worker. One that holds the model's mirror already is
 * preferred, so that only what is new is sent and the factor there is of use again. A worker cannot
 * be interrupted: `abort` ends it.
 */
export function runInWorker(
  owner: object,
  { create, appended, packed }: Mirrored,
  work: Work,
): { readonly found: Promise<Float64Array>; abort(): void } {
  const hand = takeHand(owner);
  const anew = hand.owner !== owner;
  const request: Request = {
    task: ++tasks,
    ...(hand.greeted ? {} : { module: compiledModule() }),
    ...(anew ? { create } : {}),
    appended: appended.slice(anew ? 0 : hand.known),
    packed,
    work,
  };
  hand.greeted = true;
  hand.owner = owner;
  hand.known = appended.length;
  const found = new Promise<Float64Array>((resolve, reject) => (hand.settle = { resolve, reject }));
  hand.worker.hold(true);
  hand.worker.post(request);
  return { found, abort: () => lose(hand, coded('GP_ABORTED')) };
}

/** The model is gone: a mirror of it is of no use. */
export function forget(owner: object): void {
  for (const hand of idle) if (hand.owner === owner) delete hand.owner;
}

function takeHand(owner: object): Hand {
  const of = (wanted: object | undefined) => idle.findLastIndex((hand) => hand.owner === wanted);
  let index = of(owner);
  if (index < 0) index = of(undefined);
  if (index < 0 && idle.length >= mostIdle) index = 0;
  return index < 0 ? startHand() : idle.splice(index, 1)[0]!;
}

function startHand(): Hand {
  const worker = startWorker(
    (message) => finish(hand, message as Answer),
    (why) =>
      lose(hand, coded('GP_NOT_LOADABLE', `The worker of the WebAssembly build failed: ${why}.`)),
  );
  const hand: Hand = { worker, greeted: false, known: 0 };
  return hand;
}

function finish(hand: Hand, answer: Answer): void {
  const { settle } = hand;
  if (settle === undefined) return;
  delete hand.settle;
  hand.worker.hold(false);
  if (idle.push(hand) > mostIdle) idle.shift()!.worker.terminate();
  if ('found' in answer) {
    settle.resolve(answer.found);
  } else {
    delete hand.owner;
    const { code, message } = answer.error;
    settle.reject(code === undefined ? new Error(message) : coded(code as GpErrorCode, message));
  }
}

function lose(hand: Hand, error: Error): void {
  const index = idle.indexOf(hand);
  if (index >= 0) idle.splice(index, 1);
  hand.worker.terminate();
  hand.settle?.reject(error);
  delete hand.settle;
}
