import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TuneError } from '@tune/core';
import { bytesBelow, findCommand, megabytes, runCommand, type StepContext } from './command.ts';
import { missing } from './missing.ts';
import { WHEEL_VERSION } from './versions.ts';
import { WHEEL_PYTHON, type WheelSet } from './wheel-pins.ts';

/** Puts at least the wanted files of the wheels into the folder `unpacked` in `work`. */
export type WheelFetcher = (wheels: WheelSet, work: string, context: StepContext) => Promise<void>;

/**
 * Finds pip, or else uv.
 * @throws OBJECTIVE_BACKEND_MISSING  neither is installed
 */
export async function findFetcher(cwd: string, context: StepContext): Promise<WheelFetcher> {
  for (const name of ['python3', 'python']) {
    const python = findCommand(name, context.env);
    if (python === undefined) continue;
    const { status, output } = await runCommand(python, ['-m', 'pip', '--version'], context, {
      cwd,
    });
    if (status === 0) {
      return (...rest) => fetchByPip({ python, resumes: canResume(output) }, ...rest);
    }
  }
  const uv = findCommand('uv', context.env);
  if (uv !== undefined) return (...rest) => fetchByUv(uv, ...rest);
  throw missing(
    'TensorFlow comes from a Python wheel, but neither Python with pip nor uv can be found.',
    'Install Python 3 with pip (Debian and Ubuntu: apt-get install python3-pip) or uv, then try again.',
  );
}

/** Whether this pip can resume a broken download, as it can since 25.1. */
export function canResume(version: string): boolean {
  const [major = 0, minor = 0] = (/^pip (\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
  return major > 25 || (major === 25 && minor >= 1);
}

/** Unpacks the wanted files of the wheels in the working folder into `unpacked`. */
const UNPACK = `
import glob, os, sys, zipfile
for name in glob.glob('*.whl'):
    with zipfile.ZipFile(name) as wheel:
        for entry in wheel.infolist():
            if entry.filename.startswith(tuple(sys.argv[1:])):
                wheel.extract(entry, 'unpacked')
    os.remove(name)
`;

/** pip downloads the wheels, and Python's zipfile unpacks the wanted files. */
async function fetchByPip(
  { python, resumes }: { python: string; resumes: boolean },
  wheels: WheelSet,
  work: string,
  context: StepContext,
): Promise<void> {
  const temporary = join(work, 'tmp');
  await mkdir(temporary);
  await writeFile(join(work, 'requirements.txt'), wheels.requirements);
  const download = await runCommand(
    python,
    [
      ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes'],
      ...[`--python-version=${WHEEL_PYTHON}`, '--requirement=requirements.txt', '--dest=.'],
      ...['--platform=manylinux_2_17_x86_64', '--platform=manylinux2014_x86_64'],
      ...['--no-cache-dir', '--no-input', '--disable-pip-version-check'],
      ...['--progress-bar=off', '--retries=2', ...(resumes ? ['--resume-retries=5'] : [])],
    ],
    context,
    {
      cwd: work,
      // Incomplete wheels are in TMPDIR, where they can be measured and are removed with the rest.
      env: { ...context.env, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: '0' },
      describe: () => downloading(wheels, work),
    },
  );
  if (download.status !== 0) throw downloadFailed(download.output);
  await rm(temporary, { recursive: true, force: true });
  const unpacking = await runCommand(python, ['-c', UNPACK, ...wheels.wanted], context, {
    cwd: work,
    describe: async () => {
      const bytes = await bytesBelow(join(work, 'unpacked'));
      return `Unpacking TensorFlow: ${megabytes(bytes)}`;
    },
  });
  if (unpacking.status === 0) return;
  throw missing(
    `The wheel of TensorFlow could not be unpacked:\n${lastLine(unpacking.output)}`,
    `Check that the disk has ${megabytes(wheels.neededBytes)} of free space.`,
  );
}

/** uv has no download command: it installs the wheels into a folder. */
async function fetchByUv(
  uv: string,
  wheels: WheelSet,
  work: string,
  context: StepContext,
): Promise<void> {
  await writeFile(join(work, 'requirements.txt'), wheels.requirements);
  const install = await runCommand(
    uv,
    [
      ...['pip', 'install', '--no-deps', '--only-binary=:all:', '--require-hashes'],
      ...[`--python-version=${WHEEL_PYTHON}`, '--requirements=requirements.txt'],
      ...['--python-platform=x86_64-manylinux_2_17', '--target=unpacked', '--no-progress'],
    ],
    context,
    {
      cwd: work,
      env: { ...context.env, UV_CACHE_DIR: join(work, 'tmp'), UV_PYTHON_DOWNLOADS: 'never' },
      describe: () => downloading(wheels, work),
    },
  );
  if (install.status !== 0) throw downloadFailed(install.output);
}

async function downloading({ downloadBytes }: WheelSet, work: string): Promise<string> {
  const bytes = await bytesBelow(work);
  const what = `TensorFlow ${WHEEL_VERSION}`;
  if (downloadBytes === undefined) return `Downloading ${what}: ${megabytes(bytes)}`;
  return bytes < downloadBytes
    ? `Downloading ${what}: ${megabytes(bytes)} of ${megabytes(downloadBytes)}`
    : `Downloaded ${what}, ${megabytes(downloadBytes)}; checking its hash`;
}

/** What pip and uv write, and what it means; the first match counts. */
const FAILURES: readonly { words: RegExp; reason: string; remedy: string }[] = [
  {
    words: /do not match the hashes|hash mismatch/i,
    reason: `The downloaded wheel of TensorFlow ${WHEEL_VERSION} is not the pinned one: its hash differs. It was not used.`,
    remedy: 'Check which package index pip uses, and whether a proxy changes downloads.',
  },
  {
    words: /no space left/i,
    reason: 'The disk is full.',
    remedy: 'Free some space, or set XDG_CACHE_HOME to a folder on another disk.',
  },
  {
    words:
      /connection|timed? ?out|resolution|resolve|unreachable|dns error|error sending|proxy|ssl/i,
    reason: 'The Python package index cannot be reached.',
    remedy: 'Check the network and the index of pip (pip config list), then try again.',
  },
];

/** The error of a failed download, from the output of pip or uv. */
export function downloadFailed(output: string): TuneError {
  for (const { words, reason, remedy } of FAILURES) {
    if (words.test(output)) return missing(reason, remedy);
  }
  return missing(
    `The wheel of TensorFlow ${WHEEL_VERSION} could not be downloaded:\n${lastLine(output)}`,
    'Check the index of pip (pip config list), then try again.',
  );
}

const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1) ?? '';
