import type { Ask, Point, Rng, Space } from '@tune/core';
import { drawPoint } from './draw.ts';

/** The points of the trials that have ended; kept from one ask to the next, because none of them leaves. */
interface Ended {
  readonly spellings: Set<string>;
  readonly numbers: Set<number>;
}

/** Those of a history; only what has ended since the last ask is spelled anew. */
function endedOf({ space, history: { ended }, scratch }: SeenAsk): ReadonlySet<string> {
  let kept = scratch.get<Ended>('seen');
  if (kept === undefined || kept.numbers.size > ended.length) {
    kept = { spellings: new Set(), numbers: new Set() };
    scratch.set('seen', kept);
  }
  // In order of numbers, so that those that are new stand at the end, or near it where several run at once.
  for (let at = ended.length - 1; kept.numbers.size < ended.length; at--) {
    const { number, point } = ended[at]!;
    if (kept.numbers.has(number)) continue;
    kept.numbers.add(number);
    kept.spellings.add(space.canonical(point));
  }
  return kept.spellings;
}

type SeenAsk = Pick<Ask, 'space' | 'history' | 'scratch'>;

/** The points that have been evaluated or are running, by their canonical spelling. */
export class Seen {
  readonly #space: Space;
  readonly #ended: ReadonlySet<string>;
  /** Of running trials and of this ask's own suggestions, where they are not among the ended. */
  readonly #others = new Set<string>();
  #last: { readonly point: Point; readonly spelling: string } | undefined;

  constructor(ask: SeenAsk) {
    this.#space = ask.space;
    this.#ended = endedOf(ask);
    for (const { point } of ask.history.pending) this.add(point);
  }

  /** How many different points. */
  get size(): number {
    return this.#ended.size + this.#others.size;
  }

  /** Whether a finite space has no further point. */
  get exhausted(): boolean {
    return this.size >= this.#space.cardinality;
  }

  has(point: Point): boolean {
    const spelling = this.#spell(point);
    return this.#ended.has(spelling) || this.#others.has(spelling);
  }

  /** The canonical spelling of each. */
  *spellings(): Iterable<string> {
    yield* this.#ended;
    yield* this.#others;
  }

  /** Whether a trial at the point has ended: from then on it is seen at every later ask. */
  hasEnded(point: Point): boolean {
    return this.#ended.has(this.#spell(point));
  }

  add(point: Point): void {
    const spelling = this.#spell(point);
    if (!this.#ended.has(spelling)) this.#others.add(spelling);
  }

  /** What is added was most often asked for just before: one of fifty numbers takes a while to write. */
  #spell(point: Point): string {
    if (this.#last?.point !== point) {
      this.#last = { point, spelling: this.#space.canonical(point) };
    }
    return this.#last.spelling;
  }

  /** A point of chance that is not there yet; undefined where the space is used up. */
  unseen(rng: Rng): Point | undefined {
    if (this.exhausted) return undefined;
    return drawPoint(this.#space, rng, (point) => !this.has(point));
  }
}
