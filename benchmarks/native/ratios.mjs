// The regression check: ratios to the fixed baseline, by instruction set.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { median } from './statistics.mjs';

const KEPT = fileURLToPath(new URL('ratios.json', import.meta.url));
const ALLOWED = 0.7;

const read = () => (existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {});

const ratiosOf = (rows) =>
  Object.fromEntries(
    rows.map(({ what, ours, rivals }) => [
      what,
      Number((median(rivals['plain loops']) / median(ours)).toFixed(2)),
    ]),
  );

export function keepRatios(instructionSet, rows) {
  const kept = { ...read(), [instructionSet]: ratiosOf(rows) };
  writeFileSync(KEPT, `${JSON.stringify(kept, null, 2)}\n`);
}

/** The exit code: 1 if a ratio fell, 2 if there is nothing to compare. */
export function checkRatios(instructionSet, unit) {
  if (unit === undefined) {
    console.error('--check needs the unit baseline.');
    return 2;
  }
  const before = read()[instructionSet];
  if (before === undefined) {
    // Ratios differ between instruction sets, so those of another one say nothing.
    console.log(`No ratios are kept for ${instructionSet}: nothing to compare with.`);
    return 0;
  }
  const ratios = ratiosOf(unit.rows);
  const fallen = Object.entries(before).filter(
    ([what, ratio]) => !(ratios[what] >= ALLOWED * ratio),
  );
  for (const [what, ratio] of fallen) {
    console.error(`${what}: ${ratios[what]} times the plain loops, but ${ratio} was kept.`);
  }
  return fallen.length > 0 ? 1 : 0;
}
