import type { History, Point, Strategy, Suggestion } from '@tune/core';
import { drawPoint } from '@tune/core/plugin';

export interface AnnealingOptions {
  /** How far a step goes at the start, as a share of each parameter's range. */
  readonly radius?: number;
  /** What a trial leaves of the temperature, and of the radius. */
  readonly cooling?: number;
}

/** What is stored with each trial: later calls decide by it. */
interface Meta {
  /** Uniform in [0, 1): how lucky a worse point has to be. */
  readonly luck: number;
  readonly temperature: number;
}

/** Where the walk stands. */
interface Standing {
  readonly point: Point;
  readonly loss: number;
}

/**
 * Simulated annealing: from where it stands it tries a point near by, goes there if that is better, and sometimes
 * if it is worse, less often the colder it gets.
 *
 * A strategy keeps no state: whether the walk went on is decided again from the stored trials at each call. The
 * chance in it comes from the meta of the trials, so that a resumed search is the uninterrupted one.
 */
export default function annealing({
  radius = 0.25,
  cooling = 0.95,
}: AnnealingOptions = {}): Strategy {
  return {
    name: 'annealing',
    apiVersion: 1,
    version: '1',
    options: { radius, cooling },
    capabilities: { parallel: true, exhaustive: false },

    async suggest({ space, history, count, rng, signal }) {
      const standing = walk(history);
      const temperature = cooling ** history.ended.length;
      const reach = Math.max(radius * temperature, 0.01);
      const suggestions: Suggestion[] = [];
      for (let tries = 0; suggestions.length < count; tries++) {
        signal.throwIfAborted();
        const meta = { luck: rng.next(), temperature } satisfies Meta;
        // Where constraints leave little around here, drawPoint finds what they allow elsewhere.
        if (standing === undefined || tries > 100 * count) {
          suggestions.push({ point: await drawPoint(space, rng, signal), meta });
          continue;
        }
        const row = space.encode(standing.point);
        const point = space.decode(row.map((unit) => reflected(unit + reach * rng.normal())));
        if (space.violated(point).length === 0) suggestions.push({ point, meta });
      }
      return suggestions;
    },
  };
}

/** The walk over the trials that have ended; undefined before the first one that is complete. */
function walk({ ended }: History): Standing | undefined {
  let standing: Standing | undefined;
  let spread = 0;
  for (const { point, loss, meta } of ended) {
    if (loss === undefined) continue;
    if (standing === undefined) {
      standing = { point, loss };
      continue;
    }
    const worse = loss - standing.loss;
    // Losses have any scale: a step counts as large or small beside those so far.
    spread = Math.max(spread * 0.9, Math.abs(worse));
    const step = isOwn(meta) ? meta : undefined;
    if (worse <= 0 || (step !== undefined && isTaken(step, worse / spread))) {
      standing = { point, loss };
    }
  }
  return standing;
}

/** A person may add points to a search, which have no meta of ours. */
const isOwn = (meta: unknown): meta is Meta =>
  typeof (meta as Partial<Meta> | null | undefined)?.temperature === 'number';

/** Whether a step up is taken, as a share of the largest one. */
const isTaken = ({ luck, temperature }: Meta, up: number): boolean =>
  luck < Math.exp(-up / (0.2 * temperature));

/** At its ends, the unit interval throws back what comes. */
const reflected = (unit: number): number => {
  const folded = Math.abs(unit) % 2;
  return folded > 1 ? 2 - folded : folded;
};
