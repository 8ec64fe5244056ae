// Flags of a command, and its answers to what was mistyped: a line and exit code 2, no trace.
import { parseArgs } from 'node:util';

/** What whoever typed a command can mend. */
export class Mistake extends Error {}

/**
 * The flags that were given, as `parseArgs` of Node has them.
 * From then on a {@link Mistake} that nobody catches ends the process with its message alone.
 */
export function flagsOf(options) {
  process.on('uncaughtException', (error) => {
    console.error(error instanceof Mistake ? error.message : error);
    process.exit(error instanceof Mistake ? 2 : 1);
  });
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Mistake(error.message);
  }
}

/** The whole number of at least `least` that a flag was given. */
export function whole(flag, text, least = 1) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new Mistake(`${flag} takes whole numbers of at least ${least}, got ${text}`);
}
