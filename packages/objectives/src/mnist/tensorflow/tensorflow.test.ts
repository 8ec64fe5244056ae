import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultCacheFolder, folderOf, isReleaseName } from './cache.ts';
import { findCommand } from './command.ts';
import {
  cleanTensorFlow,
  diagnoseCache,
  diagnoseGpu,
  diagnoseTensorFlow,
  provideTensorFlow,
} from './index.ts';

let home: string;
let env: NodeJS.ProcessEnv;
const bin = () => join(home, 'bin');
const cache = () => join(home, '.cache', 'tune');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tune-tensorflow-'));
  mkdirSync(bin());
  env = { HOME: home, PATH: bin() };
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function command(name: string, body = 'exit 0'): void {
  const file = join(bin(), name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

/** Installs all tools of a build, and a pip that has a version and runs `download`. */
function tools(download: string): void {
  for (const name of ['cmake', 'c++', 'make']) command(name);
  command('python3', `case "$3" in --version) exit 0;; esac\n${download}`);
}

const refused = (pattern: RegExp) =>
  expect(provideTensorFlow({ env })).rejects.toMatchObject({
    code: 'OBJECTIVE_BACKEND_MISSING',
    message: expect.stringMatching(pattern) as string,
  });

describe('the cache', () => {
  it('is in XDG_CACHE_HOME, else in ~/.cache, and never at a relative path or in /tmp', () => {
    expect(defaultCacheFolder({ HOME: '/home/me', XDG_CACHE_HOME: '/big' })).toBe('/big/tune');
    expect(defaultCacheFolder({ HOME: '/home/me' })).toBe('/home/me/.cache/tune');
    for (const XDG_CACHE_HOME of ['', 'big', './big'])
      expect(defaultCacheFolder({ HOME: '/home/me', XDG_CACHE_HOME })).toBe('/home/me/.cache/tune');
    for (const HOME of [undefined, '', 'relative'])
      expect(defaultCacheFolder({ HOME }, () => '/home/known')).toBe('/home/known/.cache/tune');
  });

  it('is refused with a remedy if this user has no home folder', () => {
    const unknown = () => {
      throw new Error('ENOENT: uv_os_get_passwd');
    };
    for (const home of [unknown, () => '', () => 'relative'])
      expect(() => defaultCacheFolder({ HOME: '' }, home)).toThrow(
        expect.objectContaining({
          code: 'OBJECTIVE_BACKEND_MISSING',
          message: expect.stringMatching(/no home folder[^]*XDG_CACHE_HOME/) as string,
        }) as Error,
      );
  });

  it('is reported with a remedy if it cannot be written', async () => {
    writeFileSync(join(home, '.cache'), 'a file where the folder should be');
    await refused(/cannot be written[^]*XDG_CACHE_HOME/);
  });

  it.skipIf(process.platform === 'win32')('is not used if others can write in it', async () => {
    mkdirSync(cache(), { recursive: true });
    chmodSync(cache(), 0o777);
    tools('touch "$HOME/asked"; exit 1');
    await refused(/can be written by every user[^]*chmod go-w/);
    expect(existsSync(join(home, 'asked'))).toBe(false);
    expect(readdirSync(cache())).toEqual([]);
    await expect(cleanTensorFlow({ env })).resolves.toEqual({ folders: [], bytes: 0 });
    expect(diagnoseCache({ env })).toMatchObject({
      state: 'blocked',
      sentence: expect.stringContaining('every user') as string,
    });
  });

  it('is created for this user alone', async () => {
    tools('exit 1');
    await refused(/could not be downloaded/);
    expect(diagnoseCache({ env })).toMatchObject({
      state: 'ready',
      sentence: expect.stringContaining('only you can write in it') as string,
    });
  });
});

describe('cleaning', () => {
  const make = (name: string) => {
    mkdirSync(join(cache(), name, 'lib'), { recursive: true });
    writeFileSync(join(cache(), name, 'lib', 'file'), 'x');
  };

  it('removes finished and unfinished folders of all versions, and nothing else', async () => {
    const ours = [
      'tensorflow-2.19.1-tfjs-4.22.0-linux-x64',
      'tensorflow-2.19.1-tfjs-4.22.0-linux-x64-cuda',
      'tensorflow-2.19.1-linux-x64',
      'tensorflow-2.19.1-linux-x64.partial-removed',
      'tensorflow-1-linux-x64.partial-abc123',
    ];
    const others = ['tensorflow-notes', 'tensorflow', 'tensorflow-2.19.1', 'node-22.1.0', 'mine'];
    for (const name of [...ours, ...others]) make(name);
    writeFileSync(join(cache(), 'tensorflow-2.19.1-linux-arm64'), 'a file');
    const { folders, bytes } = await cleanTensorFlow({ env });
    expect(folders.map((folder) => folder.slice(cache().length + 1)).sort()).toEqual(ours.sort());
    expect(bytes).toBe(ours.length);
    const left = readdirSync(cache()).filter((name) => !name.startsWith('tensorflow.lock.'));
    expect(left.sort()).toEqual([...others, 'tensorflow-2.19.1-linux-arm64'].sort());
    expect(await cleanTensorFlow({ env })).toEqual({ folders: [], bytes: 0 });
  });

  it('follows no link', async () => {
    const outside = join(home, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious'), 'x');
    mkdirSync(cache(), { recursive: true });
    symlinkSync(outside, join(cache(), 'tensorflow-1-linux-x64'));
    make('tensorflow-2-linux-x64');
    symlinkSync(outside, join(cache(), 'tensorflow-2-linux-x64', 'link'));
    const { folders } = await cleanTensorFlow({ env });
    expect(folders).toEqual([join(cache(), 'tensorflow-2-linux-x64')]);
    expect(readdirSync(outside)).toEqual(['precious']);
  });

  it.skipIf(process.platform === 'win32')(
    'is refused where others could put links in the way',
    async () => {
      make('tensorflow-2-linux-x64');
      chmodSync(cache(), 0o777);
      await expect(cleanTensorFlow({ env })).rejects.toMatchObject({
        code: 'OBJECTIVE_BACKEND_MISSING',
        message: expect.stringContaining('chmod go-w') as string,
      });
      expect(existsSync(join(cache(), 'tensorflow-2-linux-x64'))).toBe(true);
    },
  );

  it('does nothing without a cache', async () => {
    expect(await cleanTensorFlow({ env })).toEqual({ folders: [], bytes: 0 });
    expect(existsSync(cache())).toBe(false);
  });

  it('knows the name of a release by its form', () => {
    expect(isReleaseName(folderOf('', true))).toBe(true);
    for (const name of ['tensorflow-..', 'tensorflow-1-..-x64', '../tensorflow-1-linux-x64', ''])
      expect(isReleaseName(name)).toBe(false);
  });
});

describe('a GPU', () => {
  // The tests simulate a machine without a driver.
  it.skipIf(existsSync('/proc/driver/nvidia/version'))('is offered only with its driver', () => {
    expect(diagnoseGpu({ env })).toMatchObject({ state: 'blocked' });
    command('nvidia-smi');
    expect(diagnoseGpu({ env })).toMatchObject({
      state: 'absent',
      remedy: expect.stringContaining('option cuda') as string,
    });
    mkdirSync(folderOf(cache(), true), { recursive: true });
    expect(diagnoseGpu({ env })).toMatchObject({ state: 'ready' });
  });
});

describe('a machine without some tools', () => {
  it('gets told about cmake, compiler and make before a download', async () => {
    command('python3', 'touch "$HOME/asked"');
    await refused(
      /cmake and a C\+\+ compiler and make or ninja cannot be found[^]*apt-get install/,
    );
    expect(existsSync(join(home, 'asked'))).toBe(false);
    expect(await diagnoseTensorFlow({ env })).toMatchObject({ state: 'blocked' });
  });

  it('gets told about pip and uv', async () => {
    for (const name of ['cmake', 'c++', 'make']) command(name);
    command('python3', 'exit 1');
    await refused(/neither Python with pip nor uv[^]*python3-pip/);
  });

  it('is ready for set-up once they are installed', async () => {
    tools('exit 1');
    expect(await diagnoseTensorFlow({ env })).toMatchObject({
      state: 'absent',
      remedy: expect.stringContaining('Set mnist up') as string,
    });
  });

  it('never runs a command of the working folder', () => {
    command('python3');
    const cwd = process.cwd();
    process.chdir(bin());
    try {
      for (const PATH of ['', ':', '.', './', '../bin', `relative:${bin()}x`])
        expect(findCommand('python3', { PATH })).toBeUndefined();
      expect(findCommand('python3', { PATH: `:${bin()}` })).toBe(join(bin(), 'python3'));
      mkdirSync(join(home, 'folders', 'python3'), { recursive: true });
      expect(findCommand('python3', { PATH: join(home, 'folders') })).toBeUndefined();
    } finally {
      process.chdir(cwd);
    }
  });

  it('asks pip for pinned wheels only, and not for an index of its own', async () => {
    tools('printf "%s\\n" "$@" > "$HOME/asked"; exit 1');
    await refused(/could not be downloaded/);
    const asked = readFileSync(join(home, 'asked'), 'utf8');
    for (const flag of ['--require-hashes', '--only-binary=:all:', '--no-deps', '--no-cache-dir'])
      expect(asked.split('\n')).toContain(flag);
    expect(asked).not.toMatch(/https?:|index-url/);
  });
});
