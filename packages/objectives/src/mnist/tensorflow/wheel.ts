import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BINDING, buildBinding, checkBinding, missingTools, TOOLS_REMEDY } from './binding.ts';
import { makeStamp, type Stamp } from './cache.ts';
import type { StepContext } from './command.ts';
import { findFetcher } from './fetch-wheels.ts';
import { missing } from './missing.ts';
import type { TfjsPackage } from './tfjs-package.ts';
import { LIBRARIES, type WheelSet } from './wheel-pins.ts';

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

/**
 * Fills `folder` with TensorFlow from its wheel and a binding for it.
 * @throws OBJECTIVE_BACKEND_MISSING  pip and uv, a compiler or the index is missing, a wrong hash, a full disk
 */
export async function provideFromWheel(
  folder: string,
  wheels: WheelSet,
  tfjs: TfjsPackage,
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
  const work = join(folder, 'wheel');
  await mkdir(work);
  const fetchWheels = await findFetcher(work, context);
  await fetchWheels(wheels, work, context);

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

  await buildBinding(folder, tfjs, context);
  await rm(join(folder, 'include'), { recursive: true, force: true });
  const version = await checkBinding(join(folder, BINDING), context);
  const files = [BINDING, ...LIBRARIES.map((name) => `lib/${name}`)];
  return makeStamp(folder, { source: 'wheel', version, binding: BINDING }, files);
}
