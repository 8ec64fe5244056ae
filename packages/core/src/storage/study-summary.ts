import type { StudyEvent } from '../events/events.ts';
import { StudyState } from '../events/study-state.ts';
import type { TrialState } from '../study/trial.ts';
import type { StudySummary } from './catalog.ts';

/** What a list shows of a study; undefined if its events do not begin with its creation. */
export function summaryOf(name: string, events: readonly StudyEvent[]): StudySummary | undefined {
  const [created] = events;
  if (created?.type !== 'study-created') return undefined;
  const { directions, strategy, objective, seed, at: createdAt } = created;
  const state = new StudyState(directions[0]!, name);
  events.forEach((event, version) => state.apply(version, event));
  const trials: Record<TrialState, number> = {
    ...{ waiting: 0, running: 0, complete: 0, failed: 0, pruned: 0, cancelled: 0 },
  };
  for (const trial of state.trials) trials[trial.state] += 1;
  const { best, budget } = state;
  return {
    ...{ name, direction: directions[0]!, strategy, seed, trials },
    ...(objective === undefined ? {} : { objective }),
    ...(budget === undefined ? {} : { budget }),
    ...(best === undefined
      ? {}
      : { best: { number: best.number, value: best.value!, point: best.point } }),
    ...{ createdAt, changedAt: events.at(-1)!.at },
  };
}
