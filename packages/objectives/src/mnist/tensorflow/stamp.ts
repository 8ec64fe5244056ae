import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TFJS_VERSION } from './versions.ts';
import type { Hashes } from './verify.ts';

/** The content of `stamp.json` in a finished folder; paths are relative to the folder. */
export interface Stamp {
  /** The version of TensorFlow. */
  readonly version: string;
  readonly tfjs: string;
  /** The Node addon. */
  readonly binding: string;
  /** Every file that is loaded. */
  readonly sha256: Hashes;
  /** Where it came from. */
  readonly origin: Origin;
}

/** Where a release came from, for `tune doctor`. */
export interface Origin {
  /** `tensorflow-cpu 2.19.1` */
  readonly wheels: readonly string[];
  /** `pip 26.3` */
  readonly tool: string;
  /** Package indexes and folders in which the tool looked. */
  readonly places: readonly string[];
  readonly date: string;
}

const STAMP = 'stamp.json';

/** The stamp of a folder; undefined if there is none, or one of another version or shape. */
export function readStamp(folder: string): Stamp | undefined {
  try {
    const stamp = JSON.parse(readFileSync(join(folder, STAMP), 'utf8')) as Stamp;
    const { version, tfjs, binding, sha256, origin } = stamp;
    const files = Object.entries(sha256);
    const isSound =
      tfjs === TFJS_VERSION &&
      typeof version === 'string' &&
      files.every(([file, hash]) => isInside(file) && /^[0-9a-f]{64}$/.test(hash)) &&
      Object.hasOwn(sha256, binding) &&
      [...origin.wheels, ...origin.places, origin.tool, origin.date].every(
        (text) => typeof text === 'string',
      );
    return isSound ? stamp : undefined;
  } catch {
    return undefined;
  }
}

export function writeStamp(folder: string, stamp: Stamp): void {
  writeFileSync(join(folder, STAMP), `${JSON.stringify(stamp, null, 2)}\n`);
}

/** Whether a relative path stays inside of its folder. */
const isInside = (file: string): boolean =>
  file.split('/').every((part) => /^[\w.+-]+$/.test(part) && part !== '.' && part !== '..');
