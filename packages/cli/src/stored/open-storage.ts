import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { memoryStorage, type Storage } from '@tune/core';
import { usage } from '../errors.ts';
import type { StorageFlags } from '../options/sets.ts';
import { isStoragePlugin, resolveStorage } from '../plugins/storages.ts';

/** The value of `--storage` that keeps nothing. */
export const MEMORY = 'memory';

/** The storage of the flags: a file, memory, or a plugin. Only here is a file opened. */
export async function openStorage({ storage, durability }: StorageFlags): Promise<Storage> {
  if (storage === MEMORY) return memoryStorage();
  if (await isStoragePlugin(storage)) return resolveStorage(storage);
  checkFile(storage);
  const { sqliteStorage } = await import('@tune/runtime');
  const opened = sqliteStorage(storage, durability === undefined ? {} : { durability });
  closeAtExit(opened);
  return opened;
}

/** @throws CLI_USAGE  no name, or the name that SQLite has for no file, which would become one of that name */
function checkFile(storage: string): void {
  if (storage.trim() === '') throw usage('--storage expects a file, or memory to keep nothing.');
  if (storage !== ':memory:') return;
  throw usage(
    ':memory: is not a file; to keep nothing after the command, use --storage memory (without colons).',
  );
}

const opened = new Set<Storage>();

/** A command closes what it has opened, but a second Ctrl-C may end the process before. */
function closeAtExit(storage: Storage): void {
  if (opened.size === 0) process.once('exit', () => opened.forEach((one) => void one.close()));
  opened.add(storage);
}

/** Whether the storage exists. Does not create it. */
export async function isStored({ storage }: StorageFlags): Promise<boolean> {
  checkFile(storage);
  return storage === MEMORY || existsSync(storage) || isStoragePlugin(storage);
}

/**
 * The storage of a command about what is stored already.
 * @throws CLI_USAGE  memory, or a file that does not exist
 */
export async function openStored(flags: StorageFlags): Promise<Storage> {
  if (await isStored(flags)) return openLasting(flags);
  throw usage(`${shownFile(flags.storage)} does not exist (--storage FILE).`);
}

/**
 * The storage of a command that may be the first to store something.
 * @throws CLI_USAGE  memory, which ends with the command
 */
export async function openLasting(flags: StorageFlags): Promise<Storage> {
  if (flags.storage !== MEMORY) return openStorage(flags);
  throw usage('memory keeps nothing after a command; give a file with --storage.');
}

/** The file as a person would type it here. */
export function shownFile(file: string): string {
  const near = relative(process.cwd(), file);
  return near === '' || near.startsWith('..') ? file : near;
}
