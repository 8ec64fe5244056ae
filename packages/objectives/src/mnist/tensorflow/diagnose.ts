import { TuneError } from '@tune/core';
import { missingTools, TOOLS_REMEDY } from './binding.ts';
import { defaultCacheFolder } from './cache.ts';
import { findCommand } from './command.ts';
import { findProvided } from './provided.ts';
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
  readonly source?: 'installed' | 'official' | 'wheel';
  readonly folder?: string;
}

/** Looks for TensorFlow and for what providing it needs; provides nothing, takes milliseconds. */
export function diagnoseTensorFlow(
  options: { cacheFolder?: string; cuda?: boolean; env?: NodeJS.ProcessEnv } = {},
): TensorFlowDiagnosis {
  const env = options.env ?? process.env;
  try {
    const provided = findProvided(findTfjs(), options.cacheFolder ?? defaultCacheFolder(env), env);
    if (provided !== undefined) {
      const { version, source, folder, sentence } = provided;
      return { state: 'ready', version, source, folder, sentence };
    }
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    const { reason, remedy } = error.details;
    return { state: 'blocked', sentence: String(reason), remedy: String(remedy) };
  }
  const obstacle = wheelObstacle();
  if (obstacle !== undefined) {
    return {
      state: 'absent',
      sentence: `TensorFlow is not there. ${obstacle.reason}`,
      remedy: obstacle.remedy,
    };
  }
  const tools = missingTools(env);
  if (tools.length > 0) {
    return {
      state: 'blocked',
      sentence: `TensorFlow is not there, and ${tools.join(' and ')} cannot be found.`,
      remedy: TOOLS_REMEDY,
    };
  }
  if (['python3', 'python', 'uv'].every((name) => findCommand(name, env) === undefined)) {
    return {
      state: 'blocked',
      sentence: 'TensorFlow is not there, and neither Python nor uv can be found.',
      remedy: 'Install Python 3 with pip, or uv.',
    };
  }
  return {
    state: 'absent',
    sentence: 'TensorFlow is not there yet.',
    remedy: 'Run tune setup; it fetches 252 MB.',
  };
}
