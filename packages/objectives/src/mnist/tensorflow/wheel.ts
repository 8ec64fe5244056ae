import { existsSync, readFileSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BINDING,
  buildBinding,
  checkBinding,
  findCmakeJs,
  missingTools,
  TOOLS_REMEDY,
} from './binding.ts';
import type { StepContext } from './command.ts';
import { findFetcher } from './fetch-wheels.ts';
import { missing } from './missing.ts';
import type { Stamp } from './stamp.ts';
import type { TfjsPackage } from './tfjs-package.ts';
import { findDamage, sha256Of } from './verify.ts';
import { CPU_WHEELS, CUDA_WHEELS, LIBRARIES, type WheelSet } from './wheel-pins.ts';

/** Why this machine cannot use the wheel; undefined if it can. */
export function wheelObstacle(): { reason: string; remedy: string } | undefined {
  const remedy =
    'Install @tensorflow/tfjs-node-gpu with its own install script, or use 64-bit Linux on x64 with glibc.';
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const system = `${process.platform} on ${process.arch}`;
    return { reason: `tune has no wheel of TensorFlow for ${system}.`, remedy };
  }
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  if (report.header?.glibcVersionRuntime === undefined) {
    return {
      reason: 'The wheel of TensorFlow needs glibc, which this Linux does not have.',
      remedy,
    };
  }
  const cpuinfo = '/proc/cpuinfo';
  if (existsSync(cpuinfo) && !/\bavx\b/.test(readFileSync(cpuinfo, 'utf8'))) {
    const reason = 'TensorFlow needs a processor with AVX, which this machine does not have.';
    return { reason, remedy: 'Use another machine.' };
  }
  return undefined;
}

/** The parts of a set-up that a test replaces. */
export interface Recipe {
  wheels(cuda: boolean): WheelSet;
  /** Builds {@link BINDING} in a folder that has `lib` and `include`. */
  build(folder: string, tfjs: TfjsPackage, context: StepContext): Promise<void>;
  /** Loads the binding in another process; returns the version of TensorFlow. */
  check(binding: string, context: StepContext): Promise<string>;
}

export const RECIPE: Recipe = {
  wheels: (cuda) => (cuda ? CUDA_WHEELS : CPU_WHEELS),
  build: buildBinding,
  check: checkBinding,
};

/**
 * Fills `folder` with TensorFlow from its wheel and a binding for it. Nothing from the wheel is loaded or
 * compiled before its hash was checked.
 *
 * @throws OBJECTIVE_BACKEND_MISSING  pip and uv, a compiler or the index is missing, a wrong hash, a full disk
 */
export async function provideFromWheel(
  folder: string,
  { wheels, recipe, tfjs }: { wheels: WheelSet; recipe: Recipe; tfjs: TfjsPackage },
  context: StepContext,
): Promise<Stamp> {
  const obstacle = wheelObstacle();
  if (obstacle !== undefined) throw missing(obstacle.reason, obstacle.remedy);
  // Checked before the download, which would be useless without them.
  const tools = missingTools(context.env);
  if (tools.length > 0) {
    const reason = `The binding of TensorFlow for Node is built here, but ${tools.join(' and ')} cannot be found.`;
    throw missing(reason, TOOLS_REMEDY);
  }
  findCmakeJs();
  const work = join(folder, 'wheel');
  await mkdir(work);
  const fetchWheels = await findFetcher(work, context);
  const origin = await fetchWheels(wheels, work, context);

  const unpacked = join(work, 'unpacked');
  await mkdir(join(folder, 'lib'));
  for (const name of LIBRARIES) {
    await rename(join(unpacked, 'tensorflow', name), join(folder, 'lib', name));
  }
  await rename(join(unpacked, 'tensorflow', 'include'), join(folder, 'include'));
  if (existsSync(join(unpacked, 'nvidia'))) {
    await rename(join(unpacked, 'nvidia'), join(folder, 'nvidia'));
  }
  await rm(work, { recursive: true, force: true });
  context.progress('Checking the libraries of TensorFlow');
  // With a umask of 0 the files could be written by everyone.
  await removeWriteAccess(folder);
  const damage = await findDamage(folder, wheels.libraries);
  if (damage !== undefined) {
    throw missing(
      `The wheel of TensorFlow was unpacked, but ${damage.file} ${damage.reason}. It was removed.`,
      'Check the disk, then try again.',
    );
  }

  await recipe.build(folder, tfjs, context);
  await rm(join(folder, 'include'), { recursive: true, force: true });
  await removeWriteAccess(folder);
  const version = await recipe.check(join(folder, BINDING), context);
  const sha256: Record<string, string> = { ...wheels.libraries };
  for (const file of await librariesBelow(folder)) {
    sha256[file] ??= await sha256Of(join(folder, file));
  }
  return { version, tfjs: tfjs.version, binding: BINDING, sha256, origin };
}

/** The binding and all shared libraries, relative to the folder. */
async function librariesBelow(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return librariesBelow(folder, path);
    return entry.isFile() && /\.so(\.|$)|\.node$/.test(entry.name) ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

/** Takes the right to write from all but the owner. */
async function removeWriteAccess(path: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink()) return;
  const mode = stats.mode & 0o7777;
  if ((mode & ~0o755) !== 0) await chmod(path, mode & 0o755);
  if (!stats.isDirectory()) return;
  await Promise.all((await readdir(path)).map((name) => removeWriteAccess(join(path, name))));
}
