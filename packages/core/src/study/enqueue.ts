import { parsePoint, type Point, type Space } from '../space/space.ts';
import { spaceFromJSON } from '../space/space-json.ts';
import type { Storage } from '../storage/storage.ts';
import { systemClock } from './clock.ts';
import { EventLog } from '../events/event-log.ts';
import { Replicates } from './replicates.ts';
import { readCreation } from './stored-study.ts';

/**
 * Stores a point that is evaluated before the strategy is asked again; it costs the budget a trial.
 * @returns the number of the waiting trial
 * @throws SPACE_POINT_INVALID
 */
export async function enqueuePoint(
  log: EventLog,
  replicates: Replicates,
  space: Space,
  point: unknown,
  at: number,
): Promise<number> {
  const kept = Object.freeze({ ...parsePoint(space, point) });
  for (;;) {
    const number = log.state.size + 1;
    const seed = replicates.seedOf(kept);
    const event = { type: 'trial-enqueued' as const, at, number, point: kept, seed };
    if (await log.append([event])) return number;
  }
}

/**
 * The same for a stored study, without its strategy. A space from JSON knows its constraints by name
 * only: give the real one to have them checked.
 * @returns the number of the waiting trial; undefined if there is no study of the name
 * @throws SPACE_POINT_INVALID
 * @throws SPACE_CONSTRAINT_UNKNOWN  the study has constraints, and no space was given
 */
export async function enqueueTrial(
  storage: Storage,
  study: string,
  point: Point,
  { space, at = systemClock() }: { readonly space?: Space; readonly at?: number } = {},
): Promise<number | undefined> {
  const created = await readCreation(storage, study);
  if (created === undefined) return undefined;
  const { directions, seed, evaluationSeed = seed } = created;
  const own = space ?? spaceFromJSON(created.space);
  const log = new EventLog(storage, study, directions[0]!);
  await log.sync();
  return enqueuePoint(log, new Replicates(own, evaluationSeed, log.state), own, point, at);
}
