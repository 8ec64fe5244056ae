// Writes measured figures, formatted as the repository formats JSON.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/** Writes a value with numbers of so many digits. */
export async function writeJson(file, value, digits) {
  const rounded = (_, part) => (typeof part === 'number' ? Number(part.toPrecision(digits)) : part);
  const style = { ...(await resolveConfig(file)), parser: 'json' };
  writeFileSync(file, await format(JSON.stringify(value, rounded), style));
}
