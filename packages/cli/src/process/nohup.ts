import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Whether `nohup` started the command, so that a terminal that is closed must not end it. The signal that
 * nohup has ignored says it no more: Node stops ignoring it when it starts. A shell names nohup in `_`, and
 * nohup leaves a stdin that can only be written to.
 */
export function isUnderNohup(env: NodeJS.ProcessEnv = process.env, proc = '/proc/self'): boolean {
  return basename(env['_'] ?? '') === 'nohup' || isWriteOnlyNull(proc);
}

/** Of Linux; elsewhere the files do not exist. */
function isWriteOnlyNull(proc: string): boolean {
  try {
    if (readlinkSync(`${proc}/fd/0`) !== '/dev/null') return false;
    const [, flags = '0'] =
      /^flags:\s*([0-7]+)$/m.exec(readFileSync(`${proc}/fdinfo/0`, 'utf8')) ?? [];
    return (Number.parseInt(flags, 8) & ACCESS_MODE) === WRITE_ONLY;
  } catch {
    return false;
  }
}

/** O_ACCMODE and O_WRONLY. */
const [ACCESS_MODE, WRITE_ONLY] = [3, 1];
