// Made-up comparisons. In CELLS no strategy is the best: whichever is named is a false winner.

const normal = (rng) => rng.normal();
/** Student's t with two degrees of freedom: no variance. */
const heavy = (rng) => rng.normal() / Math.sqrt(-Math.log(1 - rng.next()));
const skewed = (rng) => -Math.log(1 - rng.next());
const rounded = (rng) => Math.round(rng.normal());
const failing = (rng) => (rng.next() < 0.2 ? Infinity : rng.normal());
const row =
  (draw, ...gaps) =>
  (rng) =>
    gaps.map((gap) => draw(rng) + gap);

/** One loss for each strategy in one repeat, by the name of the cell. */
export const CELLS = {
  'all equal': row(normal, 0, 0, 0),
  'two equal, one bad': row(normal, 0, 0, 5),
  'two equal, one bad, heavy tails': row(heavy, 0, 0, 50),
  'two equal, one bad, skewed': row(skewed, 0, 0, 20),
  'two equal, one bad, many ties': row(rounded, 0, 0, 5),
  'two equal, one bad, a fifth without a value': row(failing, 0, 0, 5),
  'two equal, one a little worse': row(normal, 0, 0, 1),
  'five equal': row(normal, 0, 0, 0, 0, 0),
  'two equal, three bad': row(normal, 0, 0, 5, 5, 5),
};

/** Comparisons in which the first of three is better by so many standard deviations of paired differences. */
export const ahead = (by) => (rng) => [-by, 0, 0].map((gap) => rng.normal() / Math.SQRT2 + gap);

/** Paired differences around 0 by the name of their distribution, and how likely one is below a bound. */
export const DIFFERENCES = {
  normal: { draw: normal, below: normalBelow },
  'heavy tails': { draw: heavy, below: (x) => 0.5 + x / (2 * Math.sqrt(2 + x * x)) },
  uniform: {
    draw: (rng) => 2 * rng.next() - 1,
    below: (x) => Math.min(1, Math.max(0, (x + 1) / 2)),
  },
};

/** The normal distribution, by Simpson's rule from 0. */
function normalBelow(x) {
  const density = (t) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  const step = x / 200;
  let sum = density(0) + density(x);
  for (let i = 1; i < 200; i++) sum += density(i * step) * (i % 2 === 1 ? 4 : 2);
  return 0.5 + (sum * step) / 3;
}
