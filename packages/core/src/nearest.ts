/**
 * The known name that a mistyped one most likely means; undefined if none is near: at most two edits away, or
 * a third of the length of a long name.
 *
 * @example
 * ```ts
 * import { nearest } from '@tune/core/plugin';
 * nearest('baies', ['random', 'bayes', 'grid']); // 'bayes'
 * nearest('elephant', ['random', 'bayes', 'grid']); // undefined
 * ```
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let found: { readonly name: string; readonly edits: number } | undefined;
  for (const one of known) {
    const edits = distance(name, one);
    const isNear = edits <= Math.max(2, Math.floor(one.length / 3)) && edits < one.length;
    if (isNear && (found === undefined || edits < found.edits)) found = { name: one, edits };
  }
  return found?.name;
}

/** How many characters have to be added, removed or replaced: the distance of Levenshtein. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
