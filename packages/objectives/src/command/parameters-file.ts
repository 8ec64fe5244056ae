import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folders that are in use: one listener removes them when this process exits. */
const inUse = new Set<string>();
const removeAll = (): void => {
  for (const folder of inUse) rmSync(folder, { recursive: true, force: true });
};

/** A file for one program, in a folder of its own. */
export interface ParametersFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** A process of a pool has a folder, which the process that started it removes. */
const parent = (): string => process.env['TUNE_WORKER_FOLDER'] ?? tmpdir();

/** @throws an error of the system  it could not be written */
export async function writeParametersFile(json: string): Promise<ParametersFile> {
  // A program before this one may have removed it.
  await mkdir(parent(), { recursive: true });
  const folder = await mkdtemp(join(parent(), 'tune-'));
  if (inUse.size === 0) process.on('exit', removeAll);
  inUse.add(folder);
  const remove = async (): Promise<void> => {
    // What the program has made of it is not the fault of its trial.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    inUse.delete(folder);
    if (inUse.size === 0) process.off('exit', removeAll);
  };
  const path = join(folder, 'params.json');
  try {
    await writeFile(path, json);
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, remove };
}
