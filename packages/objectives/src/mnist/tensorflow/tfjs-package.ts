import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { findPackage } from '../tfjs.ts';
import { missing } from './missing.ts';
import { CMAKE_JS_VERSION, TFJS_VERSION } from './versions.ts';

/** The installed package `@tensorflow/tfjs-node-gpu`, with or without its binary. */
export interface TfjsPackage {
  readonly folder: string;
  readonly version: string;
  /** Loads a module as the package itself would. */
  readonly require: NodeJS.Require;
}

/** Installs what is needed of npm. Without scripts: that of tfjs downloads an old binary, which is not used. */
export const INSTALL = `Run: npm install --ignore-scripts @tensorflow/tfjs-node-gpu@${TFJS_VERSION} cmake-js@${CMAKE_JS_VERSION}`;

/**
 * Finds the package.
 * @throws OBJECTIVE_BACKEND_MISSING  it is not installed, or has another version
 */
export function findTfjs(): TfjsPackage {
  const found = findPackage('@tensorflow/tfjs-node-gpu');
  if (found === undefined) {
    throw missing('The package @tensorflow/tfjs-node-gpu is not installed.', INSTALL);
  }
  const { version } = JSON.parse(readFileSync(found.file, 'utf8')) as { version: string };
  if (version !== TFJS_VERSION) {
    throw missing(
      `Expected @tensorflow/tfjs-node-gpu ${TFJS_VERSION}, but ${version} is installed.`,
      INSTALL,
    );
  }
  return { folder: dirname(found.file), version, require: found.require };
}
