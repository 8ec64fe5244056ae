import { readStudy, type Budget, type Storage } from '@tune/core';
import { choiceOf, readScores } from './choice.ts';
import { studyNameOf, type Design } from './design.ts';
import type { RunTrials } from './run-result.ts';
import { viewOf } from './view.ts';

/** What a storage has of a run, as its comparison sees it. */
export interface StoredRun extends RunTrials {
  readonly isOver: boolean;
  readonly budget: Budget | undefined;
}

/**
 * What a storage has of the runs of a design, with the scores of their choices: it needs neither strategies
 * nor an executor. Give it to `summarize`.
 *
 * @returns runs that have been begun, by repeat
 *
 * @example
 * ```ts
 * import { compare, storedRuns, summarize } from '@tune/compare';
 * import { memoryStorage } from '@tune/core';
 * import { branin } from '@tune/objectives/functions';
 * import { random } from '@tune/strategies';
 * const contenders = [{ label: 'random', strategy: random() }];
 * const design = { objective: branin(), contenders, trials: 40, repeats: 3, seed: 1 };
 * const storage = memoryStorage();
 * await compare(design, { storage });
 * const half = { ...design, trials: 20 };
 * summarize(half, await storedRuns(storage, half)).strategies[0]?.measured; // 60
 * ```
 */
export async function storedRuns(storage: Storage, design: Design): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (let repeat = 1; repeat <= design.repeats; repeat++) {
    for (const { label } of design.contenders) {
      const run = { label, repeat };
      const stored = await readStudy(storage, studyNameOf(design, run));
      if (stored === undefined) continue;
      const { budget } = stored;
      const { trials, isOver } = viewOf(stored.trials, design);
      const scores = await readScores(storage, design, run, trials);
      const choice = isOver ? choiceOf(design, trials, scores) : undefined;
      runs.push({ ...run, trials, isOver, choice, budget });
    }
  }
  return runs;
}
