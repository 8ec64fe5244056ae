import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProcessGone, ownBegin, processSpace } from './system-process.ts';

/** Kind, machine and process space, process id, begin of the process, random. */
const NAME = /^tune-[a-z]+-([0-9a-f]{12})-(\d+)-(\d*)-\w{6}$/;

/** Processes of another machine or container may share the folder: only those of this one are known. */
const space = (): string => createHash('sha256').update(processSpace()).digest('hex').slice(0, 12);

const own = new Set<string>();

/**
 * A folder for temporary files of this process, which is removed when the process exits. Its name says
 * whose it is, so that the next process can remove it if this one is killed.
 * @param kind  lower-case letters
 */
export function makeTempFolder(kind: string): string {
  const owner = `${space()}-${process.pid}-${ownBegin()}`;
  const folder = mkdtempSync(join(tmpdir(), `tune-${kind}-${owner}-`));
  if (own.size === 0) process.on('exit', removeOwn);
  own.add(folder);
  return folder;
}

/** Removes a folder of {@link makeTempFolder}; what cannot be removed is left to the next process. */
export function removeTempFolder(folder: string): void {
  if (!own.delete(folder)) return;
  if (own.size === 0) process.off('exit', removeOwn);
  remove(folder);
}

/** Removes the folders of processes that are gone. */
export function sweepTempFolders(): void {
  const here = space();
  for (const name of namesIn(tmpdir())) {
    const [, where, pid, began = ''] = NAME.exec(name) ?? [];
    if (where !== here || isProcessGone(Number(pid), began) !== true) continue;
    const folder = join(tmpdir(), name);
    if (isOwnFolder(folder)) remove(folder);
  }
}

const removeOwn = (): void => own.forEach(remove);

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A process that is about to end may still write there.
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Anyone may write to the folder for temporary files. */
function isOwnFolder(folder: string): boolean {
  try {
    const stat = lstatSync(folder);
    return stat.isDirectory() && (process.getuid === undefined || stat.uid === process.getuid());
  } catch {
    return false;
  }
}
