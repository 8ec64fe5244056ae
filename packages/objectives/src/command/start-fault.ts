import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** Why a program could not be started, as the end of a sentence. */
export function startFault(error: unknown, program: string, folder: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!isFolder(folder)) return `its working folder ${folder} does not exist`;
  if (code === 'E2BIG') {
    return `the values are longer than the system lets a program have in its arguments and environment; use shorter choices`;
  }
  const hasPath = program.includes('/');
  const file = resolve(folder, program);
  if (code === 'ENOENT') return missing(program, hasPath, file);
  if (code === 'EACCES') {
    if (!hasPath) return `the program ${program} in PATH may not be run by this user`;
    if (isFolder(file)) return `${program} is a folder, not a program`;
    return `the file ${program} may not be run: make it executable (chmod +x), or put its interpreter before it, such as python3 ${program}`;
  }
  if (code === 'ENOEXEC') {
    return `the file ${program} is not a program for this system; a script needs a first line such as #!/usr/bin/env python3`;
  }
  return `${program} could not be started: ${message}`;
}

function missing(program: string, hasPath: boolean, file: string): string {
  const interpreter = interpreterOf(file);
  if (hasPath && interpreter !== undefined) {
    return `${program} names an interpreter in its first line that does not exist: ${interpreter}`;
  }
  if (hasPath) return `there is no file ${program}`;
  const here = exists(file) ? `; for the file in the working folder write ./${program}` : '';
  return `there is no program ${program} in PATH${here}`;
}

/** The rest of the first line of a script. */
function interpreterOf(file: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const bytes = Buffer.alloc(256);
    const length = readSync(descriptor, bytes);
    return /^#!\s*(.*)/.exec(bytes.toString('utf8', 0, length))?.[1];
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function exists(file: string): boolean {
  try {
    accessSync(file, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}
