// A quadratic polynomial by ridge regression, for the surfaces that the wide table could have.

/** 1, every feature, and every product of two. */
function termsOf(row) {
  const centered = row.map((value) => 2 * value - 1);
  const products = centered.flatMap((a, i) => centered.slice(i).map((b) => a * b));
  return [1, ...centered, ...products];
}

/** Solves a positive definite system in place, by elimination. */
function solve(matrix, right) {
  const size = right.length;
  for (let column = 0; column < size; column++) {
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row][column] / matrix[column][column];
      for (let at = column; at < size; at++) matrix[row][at] -= factor * matrix[column][at];
      right[row] -= factor * right[column];
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) right[row] -= matrix[row][at] * right[at];
    right[row] /= matrix[row][row];
  }
  return right;
}

/** @param ridge  added to the diagonal for every term but the constant */
export const quadratic = (ridge) => (sites) => {
  const rows = sites.map(({ row }) => termsOf(row));
  const size = rows[0].length;
  const matrix = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) =>
      rows.reduce(
        (sum, row, at) => sum + sites[at].weight * row[i] * row[j],
        i !== j ? 0 : i === 0 ? 1e-9 : ridge,
      ),
    ),
  );
  const right = Float64Array.from({ length: size }, (_, i) =>
    rows.reduce((sum, row, at) => sum + sites[at].weight * row[i] * sites[at].value, 0),
  );
  const weights = solve(matrix, right);
  return (row) => termsOf(row).reduce((sum, term, at) => sum + term * weights[at], 0);
};
