import { existsSync } from 'node:fs';
import { isTuneError } from '@tune/core';
import { findCmakeJs, missingTools, TOOLS_REMEDY } from './binding.ts';
import { defaultCacheFolder, folderOf } from './cache.ts';
import { findCommand } from './command.ts';
import { findExposure } from './private-folder.ts';
import { findInstalled, shortenHome, type Source } from './provided.ts';
import { hasNvidiaDriver } from './nvidia.ts';
import { inspectRelease } from './release.ts';
import type { Origin } from './stamp.ts';
import { findTfjs } from './tfjs-package.ts';
import { RECIPE, wheelObstacle } from './wheel.ts';

/** What was found, and what would help. */
export interface Diagnosis {
  /** `ready`: it can be used; `absent`: set-up provides it; `blocked`: something must be done first. */
  readonly state: 'ready' | 'absent' | 'blocked';
  readonly sentence: string;
  readonly remedy?: string;
}

export interface TensorFlowDiagnosis extends Diagnosis {
  readonly version?: string;
  readonly source?: Source;
  readonly folder?: string;
}

interface DiagnoseOptions {
  readonly cacheFolder?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const blocked = (sentence: string, remedy: string): Diagnosis => ({
  state: 'blocked',
  sentence,
  remedy,
});

/** What a TuneError says, as a diagnosis. */
function fromError(error: unknown): Diagnosis {
  if (!isTuneError(error)) throw error;
  return blocked(String(error.details['reason']), String(error.details['remedy']));
}

/** Looks at the folder where TensorFlow is kept: where it is, and who could change what is in it. */
export function diagnoseCache(options: DiagnoseOptions = {}): Diagnosis {
  try {
    const folder = options.cacheFolder ?? defaultCacheFolder(options.env ?? process.env);
    const exposure = findExposure(folder);
    if (exposure !== undefined) return blocked(exposure.reason, exposure.remedy);
    const place = shortenHome(folder);
    return {
      state: 'ready',
      sentence: existsSync(folder)
        ? `${place}: only you can write in it.`
        : `${place} does not exist yet.`,
    };
  } catch (error) {
    return fromError(error);
  }
}

/** Looks for NVIDIA's driver, and for the build of TensorFlow that could use it. */
export function diagnoseGpu(options: DiagnoseOptions = {}): Diagnosis {
  const { env = process.env } = options;
  if (!hasNvidiaDriver(env)) return { state: 'blocked', sentence: 'No NVIDIA driver was found.' };
  try {
    const cacheFolder = options.cacheFolder ?? defaultCacheFolder(env);
    if (existsSync(folderOf(cacheFolder, true))) {
      return {
        state: 'ready',
        sentence: 'The CUDA build of TensorFlow is installed (not verified).',
      };
    }
  } catch (error) {
    return fromError(error);
  }
  return {
    state: 'absent',
    sentence: 'An NVIDIA driver was found, but no CUDA build of TensorFlow.',
    remedy: 'Set mnist up with the option cuda: it downloads several GB and is not verified.',
  };
}

/**
 * Looks for TensorFlow and for what its set-up needs, without setting it up. All files of TensorFlow are
 * read and their hashes compared, which takes about a second.
 */
export async function diagnoseTensorFlow(
  options: DiagnoseOptions & { cuda?: boolean } = {},
): Promise<TensorFlowDiagnosis> {
  const { env = process.env, cuda = false } = options;
  try {
    const cacheFolder = options.cacheFolder ?? defaultCacheFolder(env);
    const tfjs = findTfjs();
    const { libraries } = RECIPE.wheels(cuda);
    const release = await inspectRelease(cacheFolder, cuda, libraries, { again: true });
    if (release.state === 'ready') {
      const { folder, stamp } = release;
      const files = Object.keys(stamp.sha256).length;
      const sentence = `TensorFlow ${stamp.version} is in ${shortenHome(folder)}. Its ${files} files were read just now and have the right SHA-256. ${describeOrigin(stamp.origin)}`;
      return { state: 'ready', version: stamp.version, source: 'wheel', folder, sentence };
    }
    if (release.state === 'damaged') {
      const { folder, damage } = release;
      return {
        state: 'absent',
        folder,
        sentence: `TensorFlow in ${shortenHome(folder)} is not used: ${damage.file} ${damage.reason}.`,
        remedy: 'Set mnist up again: it downloads 252 MB.',
      };
    }
    const installed = cuda ? undefined : findInstalled(tfjs, env);
    if (installed !== undefined) {
      const { version, source, folder, sentence } = installed;
      return { state: 'ready', version, source, folder, sentence };
    }
  } catch (error) {
    return fromError(error);
  }
  const obstacle = wheelObstacle();
  if (obstacle !== undefined) {
    return blocked(`TensorFlow is not installed. ${obstacle.reason}`, obstacle.remedy);
  }
  const tools = missingTools(env);
  if (tools.length > 0) {
    const absent = tools.join(' and ');
    return blocked(`TensorFlow is not installed, and ${absent} cannot be found.`, TOOLS_REMEDY);
  }
  try {
    findCmakeJs();
  } catch (error) {
    return fromError(error);
  }
  if (['python3', 'python', 'uv'].every((name) => findCommand(name, env) === undefined)) {
    return blocked(
      'TensorFlow is not installed, and neither Python nor uv can be found.',
      'Install Python 3 with pip, or uv.',
    );
  }
  return {
    state: 'absent',
    sentence: 'TensorFlow is not installed yet.',
    remedy: 'Set mnist up: it downloads 252 MB.',
  };
}

function describeOrigin({ wheels, tool, places, date }: Origin): string {
  const more = wheels.length === 1 ? '' : ` and ${wheels.length - 1} more wheels`;
  return `${tool} fetched ${wheels[0] ?? 'it'}${more} from ${places.join(' or ')} on ${date.slice(0, 10)}.`;
}
