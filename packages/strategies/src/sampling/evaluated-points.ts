import type { Ask, Point, Rng, Space } from '@tune/core';
import { drawPoint } from './draw.ts';

/** Points of ended trials. Cached from one ask to the next, because an ended trial stays ended. */
interface EndedPoints {
  /** Canonical spellings of the points. */
  readonly keys: Set<string>;
  /** Numbers of the trials whose points are in `keys`. */
  readonly numbers: Set<number>;
}

type HistoryAsk = Pick<Ask, 'space' | 'history' | 'scratch'>;

/** Keys of the ended trials; only those that ended since the last ask are computed. */
function endedKeys({ space, history: { ended }, scratch }: HistoryAsk): ReadonlySet<string> {
  let cached = scratch.get<EndedPoints>('ended points');
  if (cached === undefined || cached.numbers.size > ended.length) {
    cached = { keys: new Set(), numbers: new Set() };
    scratch.set('ended points', cached);
  }
  // Sorted by number, so the new ones are last, or near the end when several trials run at once.
  for (let at = ended.length - 1; cached.numbers.size < ended.length; at--) {
    const { number, point } = ended[at]!;
    if (cached.numbers.has(number)) continue;
    cached.numbers.add(number);
    cached.keys.add(space.canonical(point));
  }
  return cached.keys;
}

/** Points that have been evaluated or are running, by their canonical spelling. */
export class EvaluatedPoints {
  readonly #space: Space;
  readonly #ended: ReadonlySet<string>;
  /** Points of running trials and of this ask's suggestions that are not among the ended ones. */
  readonly #others = new Set<string>();
  #last: { readonly point: Point; readonly key: string } | undefined;

  constructor(ask: HistoryAsk) {
    this.#space = ask.space;
    this.#ended = endedKeys(ask);
    for (const { point } of ask.history.pending) this.add(point);
  }

  /** Number of distinct points. */
  get size(): number {
    return this.#ended.size + this.#others.size;
  }

  /** Whether a finite space has no further point. */
  get exhausted(): boolean {
    return this.size >= this.#space.cardinality;
  }

  has(point: Point): boolean {
    const key = this.#keyOf(point);
    return this.#ended.has(key) || this.#others.has(key);
  }

  /** The canonical spelling of each point. */
  *keys(): Iterable<string> {
    yield* this.#ended;
    yield* this.#others;
  }

  /** Whether a trial at the point has ended. If so, every later ask has the point too. */
  hasEnded(point: Point): boolean {
    return this.#ended.has(this.#keyOf(point));
  }

  add(point: Point): void {
    const key = this.#keyOf(point);
    if (!this.#ended.has(key)) this.#others.add(key);
  }

  /** Remembers the last key: `add` usually follows `has`, and spelling fifty numbers is slow. */
  #keyOf(point: Point): string {
    if (this.#last?.point !== point) {
      this.#last = { point, key: this.#space.canonical(point) };
    }
    return this.#last.key;
  }

  /** A random point that is not among them; undefined if the space is used up. */
  drawNew(rng: Rng): Point | undefined {
    if (this.exhausted) return undefined;
    return drawPoint(this.#space, rng, (point) => !this.has(point));
  }
}
