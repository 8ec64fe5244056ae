// Flags of a command. A mistyped flag is answered with one line and exit code 2, without a stack trace.
import { parseArgs } from 'node:util';

/** A wrong use of a command: its message says how to use it. */
export class Mistake extends Error {}

/**
 * The given flags, as `parseArgs` of Node returns them. From then on an uncaught {@link Mistake} ends the
 * process with its message alone.
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

/** The value of a flag that takes whole numbers of at least `least`. */
export function whole(flag, text, least = 1) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new Mistake(`${flag} takes whole numbers of at least ${least}, got ${text}`);
}
