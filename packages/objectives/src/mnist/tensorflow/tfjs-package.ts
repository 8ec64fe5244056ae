import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findPackage } from '../tfjs.ts';
import { missing } from './missing.ts';
import { TFJS_VERSION } from './versions.ts';

/** The installed package `@tensorflow/tfjs-node-gpu`, with or without its binary. */
export interface TfjsPackage {
  readonly folder: string;
  readonly version: string;
  /** The address of its prebuilt bindings, from its package.json. */
  readonly host: string;
  /** Loads a module as the package itself would. */
  readonly require: NodeJS.Require;
}

const INSTALL = `Run: npm install --ignore-scripts @tensorflow/tfjs-node-gpu@${TFJS_VERSION}`;

/**
 * Finds the package.
 * @throws OBJECTIVE_BACKEND_MISSING  it is not installed, or has another version
 */
export function findTfjs(): TfjsPackage {
  const found = findPackage('@tensorflow/tfjs-node-gpu');
  if (found === undefined) {
    throw missing('The package @tensorflow/tfjs-node-gpu is not installed.', INSTALL);
  }
  const { version, binary } = JSON.parse(readFileSync(found.file, 'utf8')) as {
    version: string;
    binary: { host: string };
  };
  if (version !== TFJS_VERSION) {
    throw missing(
      `Expected @tensorflow/tfjs-node-gpu ${TFJS_VERSION}, but ${version} is installed.`,
      INSTALL,
    );
  }
  return { folder: dirname(found.file), version, host: binary.host, require: found.require };
}

/** The environment in which a copy of the package finds the modules and commands of the original. */
export function environmentOf(tfjs: TfjsPackage, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const modules = tfjs.require.resolve.paths('tar') ?? [];
  const commands = modules.map((folder) => join(folder, '.bin'));
  return {
    ...env,
    NODE_PATH: modules.join(delimiter),
    PATH: [...commands, env['PATH'] ?? ''].join(delimiter),
  };
}
