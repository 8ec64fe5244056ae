import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a published release consists of, as tarballs. */
export interface Tarballs {
  readonly portable: readonly string[];
  /** Those with the addon for this machine. */
  readonly platform: readonly string[];
}

/** Packs what `bayes` needs, as it is published. */
export function packAll(): Tarballs {
  const folder = mkdtempSync(join(tmpdir(), 'tune-pack-'));
  run('node', [join(root, 'scripts', 'release', 'pack.mjs'), folder], root);
  const text = readFileSync(join(folder, 'tarballs.json'), 'utf8');
  const files = JSON.parse(text) as Record<string, string>;
  const needed = ['@tune/core', '@tune/strategies', '@tune/gp-native'];
  const isPlatform = (name: string) => name.startsWith('@tune/gp-native-');
  return {
    portable: needed.map((name) => join(folder, files[name]!)),
    platform: Object.keys(files)
      .filter(isPlatform)
      .map((name) => join(folder, files[name]!)),
  };
}

/** A project outside of the repository with these tarballs installed: no registry, no install script. */
export function installed(tarballs: readonly string[], flags: readonly string[] = []): string {
  const project = join(mkdtempSync(join(tmpdir(), 'tune-project-')), 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "type": "module" }\n');
  const quiet = ['--ignore-scripts', '--offline', '--no-audit', '--no-fund'];
  run('npm', ['install', ...quiet, ...flags, ...tarballs], project);
  return project;
}

/** Runs a program in a project; what it prints as JSON. */
export function print(project: string, program: string): unknown {
  return JSON.parse(run(process.execPath, ['--input-type=module', '-e', program], project));
}

function run(command: string, args: readonly string[], cwd: string): string {
  // The project is to be found by nothing but its own folder.
  const leads = ['NODE_OPTIONS', 'NODE_PATH', 'GP_NATIVE_PATH'];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !leads.includes(name)),
  );
  return execFileSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
