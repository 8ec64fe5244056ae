/** Which constraints refuse points: enough to say why none is allowed. */
export class Refusals {
  /** Different sets of constraints that a point violates, by their spelling. */
  readonly #sets = new Map<string, readonly string[]>();

  add(violated: readonly string[]): void {
    const key = violated.length === 1 ? violated[0]! : JSON.stringify(violated);
    if (!this.#sets.has(key)) this.#sets.set(key, violated);
  }

  /** The fewest constraints of which each point violates one, in the order of `names`. */
  blame(names: readonly string[]): readonly string[] {
    const sets = [...this.#sets.values()];
    for (let size = 1; size < names.length; size++) {
      for (const some of combinations(names, size)) {
        if (sets.every((set) => set.some((name) => some.includes(name)))) return some;
      }
      // Of many constraints there are too many larger combinations.
      if (size === MAX_TOGETHER) break;
    }
    return names;
  }
}

const MAX_TOGETHER = 3;

function* combinations(names: readonly string[], size: number): Generator<readonly string[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = 0; first + size <= names.length; first++) {
    for (const rest of combinations(names.slice(first + 1), size - 1)) {
      yield [names[first]!, ...rest];
    }
  }
}
