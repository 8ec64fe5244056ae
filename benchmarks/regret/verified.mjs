// Versions of ours that are known to make the same suggestions as the version that was measured.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const verifiedFile = fileURLToPath(new URL('verified.json', import.meta.url));

/** By strategy: `{ version, same, date, machine, runs, problems }`; written by verify.mjs. */
export const readVerified = () =>
  existsSync(verifiedFile) ? JSON.parse(readFileSync(verifiedFile, 'utf8')) : {};

/** The measured versions that count as `version`: itself, and those that verify.mjs found to be the same. */
export function sameVersions(strategy, version, verified = readVerified()) {
  const found = verified[strategy];
  return new Set(found?.version === version ? [version, ...found.same] : [version]);
}

/** A sentence about the versions of a strategy's runs; undefined if none was repeated. */
export function verifiedNote(strategy, versions, verified = readVerified()) {
  const found = verified[strategy];
  if (found === undefined || !versions.every((version) => found.same.includes(version))) return;
  const { version, date, runs, problems } = found;
  return `\`${strategy}\` ${version} makes the same suggestions: ${runs} of these runs, on ${problems} problems, were repeated with it on ${date}, and every value is equal.`;
}
