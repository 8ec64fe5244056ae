import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../cli/run-tune.ts';
import { commandsOf, isServer } from './readme-commands.mjs';

const names = readdirSync(join(root, 'examples'));
const folderOf = (name: string) => join(root, 'examples', name);

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly keywords?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (name: string) =>
  JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8')) as Manifest;

/** Those that need nothing but the packages of the workspace; the others are run by `npm run test:full`. */
const isHere = (name: string) => {
  const { dependencies = {}, devDependencies = {} } = manifestOf(name);
  return Object.keys({ ...dependencies, ...devDependencies }).every((dependency) =>
    existsSync(join(root, 'node_modules', dependency)),
  );
};

/** A line of a shell in the folder of an example, where npx finds the command of the workspace. */
function shell(
  line: string,
  name: string,
  storage: string,
): Promise<{ code: number; output: string }> {
  const { NODE_OPTIONS: _options, NODE_ENV: _env, VITEST: _vitest, ...inherited } = process.env;
  const path = [join(root, 'node_modules', '.bin'), inherited['PATH']].join(delimiter);
  const env = { ...inherited, PATH: path, CI: 'true', TUNE_STORAGE: storage, FORCE_COLOR: '0' };
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], { cwd: folderOf(name), env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({ code, output: `${line}\n${stdout}\n${stderr}` });
    });
  });
}

describe.each(names)('examples/%s', (name) => {
  const {
    scripts,
    keywords = [],
    dependencies,
    devDependencies,
    peerDependencies,
  } = manifestOf(name);
  const isPlugin = keywords.some((keyword) => keyword.startsWith('tune-'));

  test('versions of third parties are exact, and a plugin has core as a peer', () => {
    const others = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([dependency]) => !dependency.startsWith('@tune/'),
    );
    for (const [dependency, version] of others) expect(`${dependency} ${version}`).toMatch(/ \d/);
    if (!isPlugin) return;
    expect(dependencies?.['@tune/core']).toBeUndefined();
    expect(peerDependencies?.['@tune/core']).toBe('^0.1.0');
  });

  test('its README begins with the commands', () => {
    const commands = commandsOf(readFileSync(join(folderOf(name), 'README.md'), 'utf8'));
    expect(commands[0]).toBe('npm install');
    expect(commands.length).toBeGreaterThanOrEqual(3);
    expect(commands.includes('npm test')).toBe(scripts?.['test'] !== undefined);
  });

  test.runIf(isHere(name))(
    'the commands of its README run',
    async () => {
      const commands = commandsOf(readFileSync(join(folderOf(name), 'README.md'), 'utf8'));
      const storage = join(mkdtempSync(join(tmpdir(), 'tune-example-')), 'tune.db');
      for (const line of commands.slice(1).filter((command) => !isServer(command))) {
        const { code, output } = await shell(line, name, storage);
        expect(code, output).toBe(0);
      }
    },
    240_000,
  );
});
