// The steps between a fresh clone and a command that runs. Only what Node itself has: this file runs
// before anything is installed. Each finished step leaves a stamp in node_modules/.tune.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneAtATime } from './one-at-a-time.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamps = join(root, 'node_modules', '.tune');

const readOr = (file, otherwise) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
};

const isDone = (step, key) => readOr(join(stamps, step), '') === key;

function markDone(step, key) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, step), key);
}

/**
 * Runs a command whose output matters only when it fails; says what is being done, and every ten
 * seconds that it still is. Everything goes to stderr: stdout belongs to the command itself.
 */
export function quietly(sentence, command, args, { env = process.env, descriptors = [] } = {}) {
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  process.stderr.write(`${sentence} ...\n`);
  const beat = setInterval(() => process.stderr.write(`  still at it, ${seconds()}\n`), 10_000);
  return new Promise((resolve) => {
    let output = '';
    const stdio = ['ignore', 'pipe', 'pipe', ...descriptors];
    const child = spawn(command, args, { cwd: root, env, stdio });
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    const end = (code) => {
      clearInterval(beat);
      if (code === 0) {
        process.stderr.write(`  done in ${seconds()}\n`);
      } else {
        process.stderr.write(`${output}\n${command} ${args.join(' ')} ended with ${code}.\n`);
      }
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += error.message;
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/** Runs a command on this terminal; its exit code. */
export function openly(command, args, { env = process.env, cwd = root } = {}) {
  return new Promise((resolve) => {
    // Ctrl-C reaches the child by itself: the terminal sends it to the whole group. This process waits.
    const ignore = () => {};
    process.on('SIGINT', ignore);
    const forward = () => child.kill('SIGTERM');
    process.on('SIGTERM', forward);
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    const end = (code) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      resolve(code);
    };
    child.on('error', () => end(1));
    child.on('close', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

function stopUnless(code) {
  if (code !== 0) process.exit(1);
}

/** The npm that started this script, else the one on PATH. */
export const npm = process.env.npm_execpath?.endsWith('.js')
  ? [process.execPath, process.env.npm_execpath]
  : ['npm'];

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(`tune needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}

/** node_modules as the lock file has it. */
export async function ensureInstalled() {
  requireNode();
  const key = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (isDone('install', key)) return;
  await oneAtATime(root, async (descriptors) => {
    if (isDone('install', key)) return;
    const [command, ...args] = npm;
    const sentence = 'Installing the packages of the lock file with npm ci (about a minute)';
    const { code } = await quietly(sentence, command, [...args, 'ci'], { descriptors });
    stopUnless(code);
    markDone('install', key);
  });
}

const SOURCES = /\.(ts|cc|cpp|h|hpp|json|mjs|txt|in)$|CMakeLists\.txt$/;
const OUTPUTS = new Set(['node_modules', 'dist', 'build', 'coverage']);

/** Which of the tools that the addon needs are there: once they come, it is built. */
const tools = () =>
  ['cmake', 'c++', 'g++', 'clang++'].filter((tool) =>
    (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool))),
  );

/** Every source file, by its path in the repository and its contents: a clone or a touched file is the same. */
export function sourcesKey(repository = root) {
  const hash = createHash('sha256').update([process.arch, process.platform, ...tools()].join(' '));
  const walk = (folder) => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!OUTPUTS.has(entry.name)) walk(path);
      } else if (SOURCES.test(entry.name)) {
        hash
          .update(`${relative(repository, path)}\0`)
          .update(readFileSync(path))
          .update('\0');
      }
    }
  };
  walk(join(repository, 'packages'));
  return hash.digest('hex');
}

export const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
export const nxEnv = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' };

/** Whether every package that is compiled has its output: a stamp outlives what it stands for. */
export function isBuilt(packages = join(root, 'packages')) {
  return readdirSync(packages)
    .filter((name) => existsSync(join(packages, name, 'tsconfig.build.json')))
    .every((name) => existsSync(join(packages, name, 'dist')));
}

/** Every package built, the native addon too where there are the tools for it. */
export async function ensureBuilt() {
  const isFresh = () => isDone('build', sourcesKey()) && isBuilt();
  if (isFresh()) return;
  await oneAtATime(root, async (descriptors) => {
    if (isFresh()) return;
    const key = sourcesKey();
    const { code, output } = await quietly(
      'Building the packages and the Gaussian process (C++)',
      process.execPath,
      [nx, 'run-many', '-t', 'build', '--output-style=stream'],
      { env: nxEnv, descriptors },
    );
    stopUnless(code);
    // What the native build had to say to a person, such as a missing compiler.
    for (const line of output.split('\n')) {
      const notice = line.match(/gp-native: no native build.*/);
      if (notice) process.stderr.write(`  ${notice[0]}\n`);
    }
    markDone('build', key);
  });
}

/** The exit code of the tune command with these arguments, in the folder where npm was called. */
export function tune(args) {
  const bin = join(root, 'packages', 'cli', 'bin', 'tune.js');
  return openly(process.execPath, [bin, ...args], { cwd: process.env.INIT_CWD ?? root });
}
