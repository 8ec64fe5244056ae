// Made-up comparisons in which nobody is the best: whoever is named is a false winner.

const normal = (rng) => rng.normal();
/** Student's t with two degrees of freedom: no variance. */
const heavy = (rng) => rng.normal() / Math.sqrt(-Math.log(1 - rng.next()));
const three = (draw, gap) => (rng) => [draw(rng), draw(rng), draw(rng) + gap];

/** One loss for each strategy in one repeat, by the name of the cell. */
export const CELLS = {
  'all equal': three(normal, 0),
  'two equal, one bad': three(normal, 5),
  'two equal, one bad, heavy tails': three(heavy, 50),
  'two equal, one bad, skewed': three((rng) => -Math.log(1 - rng.next()), 20),
  'two equal, one bad, many ties': three((rng) => Math.round(rng.normal()), 5),
  'two equal, one bad, a fifth without a value': three(
    (rng) => (rng.next() < 0.2 ? Infinity : rng.normal()),
    5,
  ),
  'five equal': (rng) => Array.from({ length: 5 }, () => rng.normal()),
  'two equal, three bad': (rng) => [0, 0, 5, 5, 5].map((gap) => rng.normal() + gap),
};

/** Comparisons in which the first of three is better by so many standard deviations of paired differences. */
export const ahead = (by) => (rng) => [-by, 0, 0].map((gap) => rng.normal() / Math.SQRT2 + gap);
