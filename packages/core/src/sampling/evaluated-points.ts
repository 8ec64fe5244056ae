import type { Point, Space } from '../space/space.ts';
import type { Rng } from '../strategy/rng.ts';
import { isFullFidelity } from '../study/trial.ts';
import { hasMoreThan } from './allowed.ts';
import { PointSearch, type Found, type SearchAsk } from './point-search.ts';

/** Points of ended trials at full fidelity. Cached from one ask to the next, because an ended trial stays ended. */
interface EndedPoints {
  /** Canonical spellings of the points. */
  readonly keys: Set<string>;
  /** Numbers of the trials that have been looked at. */
  readonly numbers: Set<number>;
}

/** Keys of the ended trials; only those that ended since the last ask are computed. */
function endedKeys({ space, history: { ended }, scratch }: SearchAsk): ReadonlySet<string> {
  let cached = scratch.get<EndedPoints>('ended points');
  if (cached === undefined || cached.numbers.size > ended.length) {
    cached = { keys: new Set(), numbers: new Set() };
    scratch.set('ended points', cached);
  }
  // Sorted by number, so the new ones are last, or near the end when several trials run at once.
  for (let at = ended.length - 1; cached.numbers.size < ended.length; at--) {
    const trial = ended[at]!;
    if (cached.numbers.has(trial.number)) continue;
    cached.numbers.add(trial.number);
    if (isFullFidelity(trial)) cached.keys.add(space.canonical(trial.point));
  }
  return cached.keys;
}

/**
 * Points that have been evaluated or are running, by their canonical spelling. A trial below full
 * fidelity does not evaluate its point.
 */
export class EvaluatedPoints {
  readonly search: PointSearch;
  readonly #space: Space;
  readonly #ended: ReadonlySet<string>;
  /** Points of running trials and of this ask's suggestions that are not among the ended ones. */
  readonly #others = new Set<string>();
  #last: { readonly point: Point; readonly key: string } | undefined;

  constructor(ask: SearchAsk) {
    this.search = new PointSearch(ask);
    this.#space = ask.space;
    this.#ended = endedKeys(ask);
    for (const trial of ask.history.pending) if (isFullFidelity(trial)) this.add(trial.point);
  }

  /** Number of distinct points. */
  get size(): number {
    return this.#ended.size + this.#others.size;
  }

  /**
   * Whether a finite space has no further point.
   * @throws SPACE_CONSTRAINT_EMPTY  it has no allowed point at all
   */
  async isExhausted(): Promise<boolean> {
    const { size } = this;
    if (await hasMoreThan(this.#space, size, this.search.pacer)) return false;
    if (this.#space.counted === 0) await this.search.allowed();
    return true;
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
  async drawNew(rng: Rng): Promise<Found | undefined> {
    if (await this.isExhausted()) return undefined;
    return this.search.draw(rng, (point) => !this.has(point));
  }
}
