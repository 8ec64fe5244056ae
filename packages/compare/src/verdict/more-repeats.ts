import { createRng } from '@tune/core/plugin';
import { locationShift } from '../statistics/location-shift.ts';
import { median } from '../statistics/median.ts';
import { SequentialTest } from '../statistics/sequential-test.ts';
import { SIGNIFICANCE } from './decide.ts';

/** Futures that are tried, and how far each goes. */
const FUTURES = 60;
const FURTHEST = 100;

/** If none of so many futures is decided, fewer than half of all are. */
const HOPELESS = 16;

/** From fewer repeats nothing can be foreseen. */
const FEWEST = 3;

/**
 * About how many more repeats would decide a pair: the median over futures in which further
 * differences are drawn from those that were seen, judged after every repeat.
 *
 * @param level  of the sequential test
 * @returns undefined if half of the futures are still undecided after 100 repeats, or fewer than 3 are known
 */
export function moreRepeats(
  differences: readonly number[],
  rope: number,
  level: number = SIGNIFICANCE,
): number | undefined {
  const estimate = locationShift(differences)?.estimate;
  if (estimate === undefined || differences.length < FEWEST) return undefined;
  const soFar = questionsOf(estimate, rope, level);
  for (const difference of differences) addTo(soFar, difference);
  const rng = createRng('more repeats');
  const needed: number[] = [];
  let open = 0;
  while (needed.length < FUTURES) {
    const future = soFar.map((tests) =>
      tests.map(([test, sideOf]) => [test.copy(), sideOf] as const),
    );
    let more = 0;
    while (more < FURTHEST && !isDecided(future)) {
      addTo(future, differences[rng.integer(differences.length)]!);
      more += 1;
    }
    if (isDecided(future)) needed.push(more);
    else {
      needed.push(Infinity);
      open += 1;
    }
    if (open > FUTURES / 2 || (open === needed.length && open === HOPELESS)) return undefined;
  }
  const middle = median(needed)!;
  return Number.isFinite(middle) ? Math.ceil(middle) : undefined;
}

/** Tests of a side of the differences; together they answer a question. */
type Question = readonly (readonly [
  test: SequentialTest,
  sideOf: (difference: number) => number,
])[];

/** What can become an answer that an estimate agrees with: see `decide`. One of them is enough. */
function questionsOf(estimate: number, rope: number, level: number): readonly Question[] {
  const test = (): SequentialTest => new SequentialTest(2 / level);
  const questions: Question[] = [];
  if (Math.abs(estimate) <= rope) {
    const isAbove = [test(), (difference: number) => -difference - rope] as const;
    questions.push([[test(), (difference) => difference - rope], isAbove]);
  }
  if (estimate <= -rope) questions.push([[test(), (difference) => difference]]);
  if (estimate >= rope) questions.push([[test(), (difference) => -difference]]);
  return questions;
}

function addTo(questions: readonly Question[], difference: number): void {
  for (const tests of questions) for (const [test, sideOf] of tests) test.add(sideOf(difference));
}

const isDecided = (questions: readonly Question[]): boolean =>
  questions.some((tests) => tests.every(([test]) => test.isReached));
