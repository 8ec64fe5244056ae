/**
 * Lines of equal value of a square field, as the path of an SVG whose unit is the field's side: marching squares
 * between the centers of the cells. A square with a corner that is not a number has no line.
 */
export function contourPath(field: ArrayLike<number>, side: number, level: number): string {
  const parts: string[] = [];
  const at = (column: number, row: number) => field[row * side + column]!;
  const place = (cells: number) => ((cells + 0.5) / side).toFixed(4);
  for (let row = 0; row + 1 < side; row++) {
    for (let column = 0; column + 1 < side; column++) {
      // Corners clockwise from the top left, and where the edge after each of them crosses the level.
      const corners = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ] as const;
      const values = corners.map(([x, y]) => at(x, y));
      if (values.some(Number.isNaN)) continue;
      const crossings = corners.flatMap(([x, y], i) => {
        const [a, b] = [values[i]!, values[(i + 1) % 4]!];
        if (a < level === b < level) return [];
        const share = (level - a) / (b - a);
        const [toX, toY] = corners[(i + 1) % 4]!;
        return [`${place(x + share * (toX - x))} ${place(y + share * (toY - y))}`];
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        parts.push(`M${crossings[i]}L${crossings[i + 1]}`);
      }
    }
  }
  return parts.join('');
}

/** Levels that divide a field's values into equal shares. */
export function contourLevels(field: ArrayLike<number>, count: number): number[] {
  const sorted = Array.from(field)
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  return Array.from(
    { length: count },
    (_, i) => sorted[Math.floor(((i + 0.5) / count) * sorted.length)]!,
  );
}
