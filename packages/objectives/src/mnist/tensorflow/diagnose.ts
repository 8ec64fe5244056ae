import { TuneError } from '@tune/core';
import { missingTools, TOOLS_REMEDY } from './binding.ts';
import { defaultCacheFolder, findCached, type Source } from './cache.ts';
import { findCommand } from './command.ts';
import { findProvided } from './provided.ts';
import { hasNvidiaDriver } from './nvidia.ts';
import { findTfjs } from './tfjs-package.ts';
import { wheelObstacle } from './wheel.ts';

/** What is there, and what would help. */
export interface Diagnosis {
  /** `ready`: can be used; `absent`: can be provided; `blocked`: something must be done first. */
  readonly state: 'ready' | 'absent' | 'blocked';
  readonly sentence: string;
  readonly remedy?: string;
}

export interface TensorFlowDiagnosis extends Diagnosis {
  readonly version?: string;
  readonly source?: Source;
  readonly folder?: string;
}

/** Looks for the driver of NVIDIA, and for the build of TensorFlow that could use it. */
export function diagnoseGpu(
  options: { cacheFolder?: string; env?: NodeJS.ProcessEnv } = {},
): Diagnosis {
  const { env = process.env } = options;
  if (!hasNvidiaDriver(env)) return { state: 'blocked', sentence: 'No NVIDIA driver was found.' };
  if (findCached(options.cacheFolder ?? defaultCacheFolder(env), true) !== undefined) {
    return { state: 'ready', sentence: 'The CUDA build of TensorFlow is there (not verified).' };
  }
  return {
    state: 'absent',
    sentence: 'There is an NVIDIA driver, but no CUDA build of TensorFlow.',
    remedy: 'tune setup --cuda fetches it, several GB; it is not verified.',
  };
}

/** Looks for TensorFlow and for what providing it needs; provides nothing, takes milliseconds. */
export function diagnoseTensorFlow(
  options: { cacheFolder?: string; cuda?: boolean; env?: NodeJS.ProcessEnv } = {},
): TensorFlowDiagnosis {
  const { env = process.env, cuda = false } = options;
  const blocked = (sentence: string, remedy: string): Diagnosis => ({
    state: 'blocked',
    sentence,
    remedy,
  });
  try {
    const cacheFolder = options.cacheFolder ?? defaultCacheFolder(env);
    const provided = findProvided(findTfjs(), cacheFolder, cuda, env);
    if (provided !== undefined) {
      const { version, source, folder, sentence } = provided;
      return { state: 'ready', version, source, folder, sentence };
    }
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    return blocked(String(error.details['reason']), String(error.details['remedy']));
  }
  const obstacle = wheelObstacle();
  if (obstacle !== undefined) {
    return blocked(`TensorFlow is not there. ${obstacle.reason}`, obstacle.remedy);
  }
  const tools = missingTools(env);
  if (tools.length > 0) {
    const lacking = tools.join(' and ');
    return blocked(`TensorFlow is not there, and ${lacking} cannot be found.`, TOOLS_REMEDY);
  }
  if (['python3', 'python', 'uv'].every((name) => findCommand(name, env) === undefined)) {
    return blocked(
      'TensorFlow is not there, and neither Python nor uv can be found.',
      'Install Python 3 with pip, or uv.',
    );
  }
  return {
    state: 'absent',
    sentence: 'TensorFlow is not there yet.',
    remedy: 'tune setup provides it; it fetches 252 MB.',
  };
}
