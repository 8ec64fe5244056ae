/* eslint-disable no-loss-of-precision -- digits as published, more than a double has */
// Minimax rational functions for three intervals. @see [Cody1969], the coefficients of SPECFUN's CALERF.
const small = {
  above: [
    1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
    3.20937758913846947e3,
  ],
  below: [
    1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
  ],
};
const middle = {
  above: [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
    2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
    1.23033935479799725e3,
  ],
  below: [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
};
const large = {
  above: [
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
    1.60837851487422766e-2, 6.58749161529837803e-4,
  ],
  below: [
    1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2,
    2.33520497626869185e-3,
  ],
};
const inverseRootPi = 0.56418958354775628695;

/** exp(x^2) erfc(x), finite for x > -26.6; relative error below 1e-14 for x >= 0. */
export function erfcx(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return Math.exp(y * y) * (1 - x * ratio(small, y * y));
  const tail =
    y <= 4 ? ratio(middle, y) : (inverseRootPi - ratio(large, 1 / (y * y)) / (y * y)) / y;
  return x > 0 ? tail : 2 * Math.exp(y * y) - tail;
}

/** The complementary error function, computed with {@link erfcx}. */
export function erfc(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return 1 - x * ratio(small, y * y);
  // Splitting the square keeps the error of exp() at one rounding.
  const head = Math.trunc(y * 16) / 16;
  const tail = Math.exp(-head * head) * Math.exp(-(y - head) * (y + head)) * erfcx(y);
  return x > 0 ? tail : 2 - tail;
}

function ratio({ above, below }: { above: number[]; below: number[] }, t: number): number {
  return horner(above, t) / horner(below, t);
}

function horner(coefficients: number[], t: number): number {
  return coefficients.reduce((sum, coefficient) => sum * t + coefficient, 0);
}
