import { isTuneError } from '@tune/core';
import { missingTools, TOOLS_REMEDY } from './binding.ts';
import { defaultCacheFolder, findCached, type Source } from './cache.ts';
import { findCommand } from './command.ts';
import { findProvided } from './provided.ts';
import { hasNvidiaDriver } from './nvidia.ts';
import { findTfjs } from './tfjs-package.ts';
import { wheelObstacle } from './wheel.ts';

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

/** Looks for NVIDIA's driver, and for the build of TensorFlow that could use it. */
export function diagnoseGpu(
  options: { cacheFolder?: string; env?: NodeJS.ProcessEnv } = {},
): Diagnosis {
  const { env = process.env } = options;
  if (!hasNvidiaDriver(env)) return { state: 'blocked', sentence: 'No NVIDIA driver was found.' };
  if (findCached(options.cacheFolder ?? defaultCacheFolder(env), true) !== undefined) {
    return {
      state: 'ready',
      sentence: 'The CUDA build of TensorFlow is installed (not verified).',
    };
  }
  return {
    state: 'absent',
    sentence: 'An NVIDIA driver was found, but no CUDA build of TensorFlow.',
    remedy: 'Set mnist up with the option cuda: it downloads several GB and is not verified.',
  };
}

/** Looks for TensorFlow and for what its set-up needs, without setting it up; takes milliseconds. */
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
    if (!isTuneError(error)) throw error;
    return blocked(String(error.details['reason']), String(error.details['remedy']));
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
