import { usage } from '../errors.ts';
import { EXIT } from '../process/exit-code.ts';
import { write } from '../process/output.ts';
import { nearest } from '@tune/core/plugin';
import { completionScript } from '../program/completion.ts';
import { SHELLS } from '../program/shells.ts';

/** `tune complete SHELL`: the script that makes a shell complete commands, options and their values. */
export async function completeCommand({ shell }: { readonly shell: string }): Promise<number> {
  if (!(SHELLS as readonly string[]).includes(shell)) {
    const match = nearest(shell, SHELLS);
    const hint = match === undefined ? '' : ` Did you mean ${match}?`;
    throw usage(`tune complete expects one of ${SHELLS.join(', ')}, but got "${shell}".${hint}`);
  }
  await write(completionScript(shell));
  return EXIT.ok;
}
