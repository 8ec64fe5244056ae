/** How much time a set of spans covers together. */
export class TimeUnion {
  /** Disjoint spans, ascending. */
  readonly #spans: { from: number; to: number }[] = [];
  #milliseconds = 0;

  get milliseconds(): number {
    return this.#milliseconds;
  }

  /** Adds a span; nearly always one near the end. */
  add(from: number, to: number): void {
    const spans = this.#spans;
    let after = spans.length;
    while (after > 0 && spans[after - 1]!.from > to) after--;
    let first = after;
    const merged = { from, to };
    while (first > 0 && spans[first - 1]!.to >= from) {
      const span = spans[--first]!;
      merged.from = Math.min(merged.from, span.from);
      merged.to = Math.max(merged.to, span.to);
      this.#milliseconds -= span.to - span.from;
    }
    this.#milliseconds += merged.to - merged.from;
    if (first === spans.length) spans.push(merged);
    else spans.splice(first, after - first, merged);
  }
}
