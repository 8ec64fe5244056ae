import { constants } from 'node:os';
import type { ProgramEnd } from './program.ts';

/** What was wrong with the end of a program, as the end of a sentence; undefined if nothing was. */
export function describeEnd({ exitCode, signalCode }: ProgramEnd): string | undefined {
  if (exitCode === 0) return undefined;
  if (signalCode === 'SIGKILL') {
    return 'was killed by SIGKILL, as the system does when memory runs out';
  }
  if (signalCode !== null) return `was ended by ${signalCode}`;
  const code = exitCode ?? 0;
  return `ended with exit code ${code}${shellMeaning(code)}`;
}

/** What a shell means by its exit code: it says so of its last command. */
function shellMeaning(code: number): string {
  if (code === 126) return ', as a shell does if a command may not be run';
  if (code === 127) return ', as a shell does if a command was not found';
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return signal === undefined ? '' : `, as a shell does after ${signal[0]}`;
}
