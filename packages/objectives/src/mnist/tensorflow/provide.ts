import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isTuneError, type TuneError } from '@tune/core';
import { defaultCacheFolder, folderOf, isReleaseName, LOCK, PARTIAL } from './cache.ts';
import { megabytes, type StepContext } from './command.ts';
import { withLock, type HeldLock } from './lock.ts';
import { missing } from './missing.ts';
import { hasNvidiaDriver } from './nvidia.ts';
import { describeProvided, findInstalled, type ProvidedTensorFlow } from './provided.ts';
import { inspectRelease, requirePrivate } from './release.ts';
import { writeStamp } from './stamp.ts';
import { findTfjs, type TfjsPackage } from './tfjs-package.ts';
import { provideFromWheel, RECIPE, type Recipe } from './wheel.ts';
import type { WheelSet } from './wheel-pins.ts';

/** Options of {@link provideTensorFlow}. */
export interface ProvideOptions {
  /** Called with its progress, about once a second. */
  readonly progress?: (message: string) => void;
  /** Stops the set-up: unfinished files are removed, and `signal.reason` is thrown. */
  readonly signal?: AbortSignal;
  /** Default: `tune` in XDG_CACHE_HOME or ~/.cache. */
  readonly cacheFolder?: string;
  /**
   * Use the build for CUDA 12 with NVIDIA's libraries, several GB. Not verified on a GPU. Default: true
   * if it is in the cache and NVIDIA's driver is found.
   */
  readonly cuda?: boolean;
  /** Environment of the tools that are called. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What is provided, and where. */
interface Plan {
  readonly tfjs: TfjsPackage;
  readonly cacheFolder: string;
  readonly cuda: boolean;
  readonly wheels: WheelSet;
  readonly recipe: Recipe;
}

/**
 * Provides a TensorFlow that can be loaded: one from the cache, whose files have the right hashes; else one
 * that the install script of tfjs has installed; else the wheel of the Python package index, pinned by
 * version and hash, with a binding that is built here.
 *
 * A folder in the cache is complete or missing, and two processes do not download it twice.
 *
 * @throws OBJECTIVE_BACKEND_MISSING  it cannot be provided; the message has the reason and the remedy
 *
 * @example
 * ```ts
 * import { provideTensorFlow } from '@tune/objectives/mnist/tensorflow';
 * const { version, sentence } = await provideTensorFlow();
 * ```
 */
export async function provideTensorFlow(options: ProvideOptions = {}): Promise<ProvidedTensorFlow> {
  return provideWith(RECIPE, options);
}

/** @internal {@link provideTensorFlow} with other steps. */
export async function provideWith(
  recipe: Recipe,
  options: ProvideOptions,
): Promise<ProvidedTensorFlow> {
  const { signal, progress = () => undefined, env = process.env } = options;
  signal?.throwIfAborted();
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder(env);
  const cuda = options.cuda ?? (hasNvidiaDriver(env) && existsSync(folderOf(cacheFolder, true)));
  const plan: Plan = { tfjs: findTfjs(), cacheFolder, cuda, wheels: recipe.wheels(cuda), recipe };
  try {
    const found = await find(plan, env, () => undefined);
    if (found !== undefined) return found;
    await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
    requirePrivate(cacheFolder);
    const onWait = (pid: number) => {
      progress(`Waiting for another process (${pid}) that sets TensorFlow up`);
    };
    return await withLock(join(cacheFolder, LOCK), { signal, onWait }, async (lock) => {
      const provided =
        (await find(plan, env, progress)) ??
        (await provide(plan, lock, { env, signal: lock.signal, progress }));
      if (provided.fresh) progress(provided.sentence);
      return provided;
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw isTuneError(error) ? error : cacheFault(cacheFolder, error);
  }
}

/** Looks without downloading anything; undefined if there is nothing that can be used. */
async function find(
  { tfjs, cacheFolder, cuda, wheels }: Plan,
  env: NodeJS.ProcessEnv,
  progress: (message: string) => void,
): Promise<ProvidedTensorFlow | undefined> {
  const release = await inspectRelease(cacheFolder, cuda, wheels.libraries);
  if (release.state === 'ready') return describeProvided(release.folder, release.stamp, env, false);
  if (release.state === 'absent') return cuda ? undefined : findInstalled(tfjs, env);
  const { file, reason } = release.damage;
  progress(`${join(release.folder, file)} ${reason}: TensorFlow is set up again`);
  return undefined;
}

async function provide(
  plan: Plan,
  lock: HeldLock,
  context: StepContext,
): Promise<ProvidedTensorFlow> {
  const { cacheFolder, wheels } = plan;
  await removeLeftovers(cacheFolder);
  const { bavail, bsize } = await statfs(cacheFolder);
  if (bavail * bsize < wheels.neededBytes) {
    throw missing(
      `The set-up of TensorFlow needs ${megabytes(wheels.neededBytes)} in ${cacheFolder}, but ${megabytes(bavail * bsize)} are free.`,
      'Free some space there, or set XDG_CACHE_HOME to a folder on another disk.',
    );
  }
  return inPlace(plan, lock, context);
}

/** Fills a temporary folder and renames it, so that no process finds an incomplete one. */
async function inPlace(
  plan: Plan,
  lock: HeldLock,
  context: StepContext,
): Promise<ProvidedTensorFlow> {
  const { cacheFolder, cuda, wheels } = plan;
  const final = folderOf(cacheFolder, cuda);
  const temporary = await mkdtemp(`${final}${PARTIAL}`);
  try {
    writeStamp(temporary, await provideFromWheel(temporary, plan, context));
    context.signal?.throwIfAborted();
    await lock.assertHeld();
    await rm(final, { recursive: true, force: true });
    await rename(temporary, final);
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
  const release = await inspectRelease(cacheFolder, cuda, wheels.libraries);
  if (release.state === 'ready') return describeProvided(final, release.stamp, context.env, true);
  const why =
    release.state === 'damaged' ? ` ${release.damage.file} ${release.damage.reason}.` : '';
  throw missing(
    `TensorFlow was set up in ${final}, but is not complete there.${why}`,
    'Check the disk, then try again.',
  );
}

/** Removes what killed processes left. This process holds the lock, so no other is at work there. */
async function removeLeftovers(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (!name.includes(PARTIAL) || !isReleaseName(name)) continue;
    // A tool whose parent was killed may be writing there; it is left for the next set-up then.
    const removed = rm(join(cacheFolder, name), { recursive: true, force: true, maxRetries: 3 });
    await removed.catch(() => undefined);
  }
}

const DENIED = ['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST'];
const FULL = ['ENOSPC', 'EDQUOT'];

function cacheFault(cacheFolder: string, error: unknown): TuneError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = DENIED.includes(code)
    ? `The cache folder ${cacheFolder} cannot be written (${code}).`
    : FULL.includes(code)
      ? `The disk of the cache folder ${cacheFolder} is full.`
      : `TensorFlow could not be set up in ${cacheFolder}: ${message}`;
  return missing(reason, 'Set XDG_CACHE_HOME to a writable folder, then try again.', error);
}
