import type { Curve } from './curve.ts';

/**
 * The curves of all other trials, with an index, so that the cost of a decision does not grow with their
 * number.
 */
export interface CurveHistory {
  /** Trials that have ended, in the order in which they ended. */
  readonly ended: readonly Curve[];
  /** The other trials that run. */
  readonly running: readonly Curve[];
  /**
   * The numbers that `measure` gives for ended trials, ascending; those without one are left out. Each
   * trial is measured once for each key, so a measure must depend on key and curve alone.
   */
  measures(key: string | number, measure: (curve: Curve) => number | undefined): readonly number[];
}

interface Sorted {
  readonly values: number[];
  /** How many ended curves have been measured. */
  measured: number;
}

/** How many keys are remembered; measures of older ones are taken again when they are asked for. */
const MAX_KEYS = 5000;

/** Keeps the curves of ended trials and their measures, trial by trial. */
export class EndedCurves {
  readonly #curves: Curve[] = [];
  readonly #sorted = new Map<string | number, Sorted>();

  add(curve: Curve): void {
    this.#curves.push(curve);
  }

  /** The history that a decision about one trial sees; `running` is asked for only if a pruner looks. */
  with(running: () => readonly Curve[]): CurveHistory {
    return new CurvesSoFar(this.#curves, running, this);
  }

  /** See {@link CurveHistory.measures}. */
  measures(key: string | number, measure: (curve: Curve) => number | undefined): readonly number[] {
    let sorted = this.#sorted.get(key);
    if (sorted === undefined) {
      this.#sorted.set(key, (sorted = { values: [], measured: 0 }));
      if (this.#sorted.size > MAX_KEYS) this.#sorted.delete(this.#sorted.keys().next().value!);
    }
    while (sorted.measured < this.#curves.length) {
      const value = measure(this.#curves[sorted.measured++]!);
      if (value !== undefined) insert(sorted.values, value);
    }
    return sorted.values;
  }
}

/** One view of the curves: made for every report, so it computes nothing by itself. */
class CurvesSoFar implements CurveHistory {
  readonly ended: readonly Curve[];
  readonly #running: () => readonly Curve[];
  readonly #measured: EndedCurves;

  constructor(ended: readonly Curve[], running: () => readonly Curve[], measured: EndedCurves) {
    this.ended = ended;
    this.#running = running;
    this.#measured = measured;
  }

  get running(): readonly Curve[] {
    return this.#running();
  }

  measures(key: string | number, measure: (curve: Curve) => number | undefined): readonly number[] {
    return this.#measured.measures(key, measure);
  }
}

/**
 * A history of curves from plain lists, for tests and for trying a pruner by hand.
 *
 * @example
 * ```ts
 * import { curveHistory } from '@tune/core/plugin';
 * const curves = curveHistory([{ number: 1, state: 'complete', points: [{ step: 1, loss: 2 }] }]);
 * curves.measures('last', ({ points }) => points.at(-1)?.loss); // [2]
 * ```
 */
export function curveHistory(curves: readonly Curve[]): CurveHistory {
  const ended = new EndedCurves();
  for (const curve of curves) if (curve.state !== 'running') ended.add(curve);
  const running = curves.filter(({ state }) => state === 'running');
  return ended.with(() => running);
}

function insert(values: number[], value: number): void {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]! <= value) from = middle + 1;
    else to = middle;
  }
  values.splice(from, 0, value);
}
