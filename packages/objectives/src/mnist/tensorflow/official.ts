import { cp, mkdir, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { makeStamp, type Stamp } from './cache.ts';
import { checkBinding } from './binding.ts';
import { bytesBelow, megabytes, runCommand, type StepContext } from './command.ts';
import { missing } from './missing.ts';
import { environmentOf, type TfjsPackage } from './tfjs-package.ts';
import { OFFICIAL_VERSION } from './versions.ts';

const PROBE_MS = 4_000;
const STALL_MS = 60_000;
const SYSTEMS: Readonly<Record<string, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};

/** The address of the prebuilt binding for this system, as the install script of tfjs computes it. */
function archiveAddress(tfjs: TfjsPackage, env: NodeJS.ProcessEnv): string {
  const host = env['npm_config_tfjs_binding_binary_host_mirror'] ?? tfjs.host;
  const ending = process.platform === 'win32' ? 'zip' : 'tar.gz';
  const system = SYSTEMS[process.platform] ?? process.platform;
  return `${host.replace(/\/$/, '')}/napi-v8/${tfjs.version}/GPU-${system}-${tfjs.version}.${ending}`;
}

/** Whether the archive answers within four seconds; without network access a longer wait is useless. */
export async function officialReachable(
  tfjs: TfjsPackage,
  { env, signal }: StepContext,
): Promise<boolean> {
  const limit = AbortSignal.timeout(PROBE_MS);
  try {
    const { ok } = await fetch(archiveAddress(tfjs, env), {
      method: 'HEAD',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    return ok;
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}

/**
 * Fills `folder` with the install script of the package, run in a copy of the package, so that its
 * downloads are outside of node_modules.
 *
 * @throws OBJECTIVE_BACKEND_MISSING  the script failed, or its binding does not load
 */
export async function provideOfficial(
  folder: string,
  tfjs: TfjsPackage,
  context: StepContext,
): Promise<Stamp> {
  const copy = join(folder, 'package');
  await mkdir(copy, { recursive: true });
  for (const part of ['package.json', 'binding.gyp', 'binding', 'scripts']) {
    await cp(join(tfjs.folder, part), join(copy, part), { recursive: true });
  }
  const { status, output } = await runCommand(
    process.execPath,
    [join('scripts', 'install.js'), 'cpu', 'download'],
    context,
    {
      cwd: copy,
      env: environmentOf(tfjs, context.env),
      describe: async () =>
        `Downloading TensorFlow ${OFFICIAL_VERSION} from its archive: ${megabytes(await bytesBelow(copy))}`,
      stallMs: STALL_MS,
    },
  );
  const binding = 'package/lib/napi-v8/tfjs_binding.node';
  const libraries = (await filesOf(join(copy, 'deps', 'lib'))).map((file) =>
    relative(folder, file),
  );
  if (status !== 0 || libraries.length === 0) {
    const last = output.trimEnd().split('\n').slice(-3).join('\n');
    throw missing(
      `The install script of @tensorflow/tfjs-node-gpu failed:\n${last}`,
      'Check the network, then try again.',
    );
  }
  const version = await checkBinding(join(folder, binding), context);
  return makeStamp(folder, { source: 'official', version, binding }, [binding, ...libraries]);
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
