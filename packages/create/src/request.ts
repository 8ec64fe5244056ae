import type { PackageManager } from './package-manager.ts';
import type { Prompts } from './prompts.ts';

/** What is to be made, as far as it was said. Text is checked, since it comes from a command line. */
export interface CreateRequest {
  /** Where; made if it is missing. */
  readonly folder?: string;
  /** `strategy`, `objective` or `script`. */
  readonly template?: string;
  /** `ts` or `js`. */
  readonly language?: string;
  /** What a plugin is called. Default: as its folder. */
  readonly name?: string;
  /** The training script, relative to the folder. Default: the one that is found. */
  readonly script?: string;
  /** Replace files that are there. */
  readonly force?: boolean;
}

/** What {@link create} needs of its process. */
export interface CreateHost {
  /** What `folder` is relative to. */
  readonly cwd: string;
  /** Whom to ask what was not said; undefined if there is no person at a terminal: then defaults are taken. */
  readonly prompts?: Prompts;
  /** The one whose commands are shown. */
  readonly packageManager: PackageManager;
  /** What the person types for the command of tune where no project brings it: `tune`, `npx @tune/tune`. */
  readonly tune: string;
  /** Takes what is told, line by line. */
  write(line: string): unknown;
}
