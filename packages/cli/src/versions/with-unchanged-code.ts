import type { Executor, Outcome } from '@tune/core';
import { shownPath } from './shown-path.ts';
import { isCode, type SourceFiles } from './source-files.ts';
import { watchFiles } from './watch-files.ts';

/** The files of an objective, and when they are read. */
export interface ObjectiveFiles {
  readonly files: SourceFiles;
  /** Of a program each trial reads them; of a module, each new process. */
  readonly isReadByEachTrial: boolean;
}

/**
 * An executor that ends the search once the code of the objective is edited: its version is that of the
 * text that it began with, and values of another text are not mixed in. A trial during which it was edited
 * waits, like those that were not begun. Files that are not code may be the objective's own output.
 */
export function withUnchangedCode(
  executor: Executor,
  { files, isReadByEachTrial }: ObjectiveFiles,
): Executor {
  const code = new Map([...files].filter(([path]) => isCode(path)));
  if (code.size === 0) return executor;
  const watched = watchFiles(code);
  /** How many jobs may be the first of a new process. */
  let newProcesses = executor.concurrency;
  return {
    ...executor,
    async run(job, context) {
      const isRead = isReadByEachTrial || newProcesses > 0;
      newProcesses = Math.max(0, newProcesses - 1);
      const before = isRead ? watched.edited() : undefined;
      if (before !== undefined) return refused(before);
      const outcome = await executor.run(job, context);
      const hasEnded = outcome.state === 'complete' || outcome.state === 'pruned';
      if (!hasEnded) newProcesses++;
      const after = isRead ? watched.edited() : undefined;
      return after === undefined || outcome.state === 'cancelled' ? outcome : refused(after);
    },
  };
}

const refused = (path: string): Outcome => ({
  state: 'failed',
  endsSearch: true,
  reason: `${shownPath(path)} was edited during the search, and values from before and after do not mix. Start the search again to use the edited file, or undo the edit first to continue.`,
});
