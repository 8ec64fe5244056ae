import { execFileSync } from 'node:child_process';
import { openly } from '../steps.mjs';

/** Whether the registry has this version. */
export function isPublished({ name, manifest: { version } }) {
  try {
    const args = ['view', `${name}@${version}`, 'version', '--json'];
    const found = execFileSync('npm', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return found.trim() !== '';
  } catch (error) {
    if (/E404/.test(`${error.stdout}${error.stderr}`)) return false;
    throw error;
  }
}

/**
 * Publishes the tarballs in their order, each after those it depends on. Versions that are there already are skipped,
 * so that a release which was interrupted is begun again. Stops at the first failure.
 *
 * @returns whether all are published
 */
export async function publishAll(tarballs) {
  for (const tarball of tarballs) {
    const label = `${tarball.name}@${tarball.manifest.version}`;
    if (isPublished(tarball)) {
      process.stdout.write(`${label} is there already\n`);
      continue;
    }
    const args = ['publish', tarball.file, '--provenance', '--access', 'public'];
    if ((await openly('npm', args)) !== 0) {
      process.stderr.write(`${label} could not be published; begin the release again later.\n`);
      return false;
    }
  }
  return true;
}
