import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { sqliteStorage, type SqliteStorage } from '@tune/runtime';
import { usage } from './usage.ts';

export interface StorageFlags {
  /** A file, or `memory`. */
  readonly storage: string;
  readonly durability?: 'full' | 'normal' | undefined;
}

/** The file of the flags; undefined where nothing is to be kept. */
export function openStorage({ storage, durability }: StorageFlags): SqliteStorage | undefined {
  if (storage === 'memory') return undefined;
  return sqliteStorage(storage, durability === undefined ? {} : { durability });
}

/** Whether there is a file to look into: looking makes none. */
export const isStored = ({ storage }: StorageFlags): boolean =>
  storage === 'memory' || existsSync(storage);

/**
 * The file of a command that looks at what is stored.
 * @throws CLI_USAGE  it is asked for what memory has, or for a file that is not there
 */
export function openFile(flags: StorageFlags): SqliteStorage {
  if (isStored(flags)) return openFileOrMake(flags);
  throw usage(`nothing is stored: there is no ${shownFile(flags.storage)} here (--storage FILE).`);
}

/**
 * The file of a command that may be the first to keep something.
 * @throws CLI_USAGE  memory would keep it
 */
export function openFileOrMake(flags: StorageFlags): SqliteStorage {
  const file = openStorage(flags);
  if (file !== undefined) return file;
  throw usage('memory keeps nothing after a command; give a file with --storage.');
}

/** The file as a person would type it here. */
export function shownFile(file: string): string {
  const near = relative(process.cwd(), file);
  return near === '' || near.startsWith('..') ? file : near;
}
