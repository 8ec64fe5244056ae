import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultCacheFolder, folderOf, makeStamp, readStamp, STAMP } from './cache.ts';
import { canResume, downloadFailed } from './fetch-wheels.ts';
import { cleanTensorFlow, diagnoseGpu, diagnoseTensorFlow, provideTensorFlow } from './index.ts';
import { withLock } from './lock.ts';
import { WHEEL_VERSION } from './versions.ts';
import { CPU_WHEELS, CUDA_WHEELS } from './wheel-pins.ts';

let home: string;
let env: NodeJS.ProcessEnv;
const bin = () => join(home, 'bin');
const cache = () => join(home, '.cache', 'tune');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tune-tensorflow-'));
  mkdirSync(bin());
  // A mirror that refuses connections stands for cloud storage that cannot be reached.
  env = {
    HOME: home,
    PATH: bin(),
    npm_config_tfjs_binding_binary_host_mirror: 'http://127.0.0.1:1',
  };
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

/** A folder that the cache takes for finished; its files have one byte. */
function finished(cuda = false): string {
  const folder = folderOf(cache(), WHEEL_VERSION, cuda);
  const files = ['binding/tfjs_binding.node', 'lib/libtensorflow_cc.so.2'];
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), 'x');
  }
  const stamp = makeStamp(
    folder,
    { source: 'wheel', version: WHEEL_VERSION, binding: files[0]! },
    files,
  );
  writeFileSync(join(folder, STAMP), JSON.stringify(stamp));
  return folder;
}

const refused = (pattern: RegExp) =>
  expect(provideTensorFlow({ env })).rejects.toMatchObject({
    code: 'OBJECTIVE_BACKEND_MISSING',
    message: expect.stringMatching(pattern) as string,
  });

describe('the cache', () => {
  it('is in XDG_CACHE_HOME, else in ~/.cache, and never at a relative path', () => {
    expect(defaultCacheFolder({ HOME: '/home/me', XDG_CACHE_HOME: '/big' })).toBe('/big/tune');
    expect(defaultCacheFolder({ HOME: '/home/me' })).toBe('/home/me/.cache/tune');
    expect(defaultCacheFolder({ HOME: '/home/me', XDG_CACHE_HOME: 'big' })).toBe(
      '/home/me/.cache/tune',
    );
    expect(defaultCacheFolder({ HOME: '' })).toBe(join(tmpdir(), 'tune'));
  });

  it('is used without tools or network', async () => {
    const folder = finished();
    const messages: string[] = [];
    const provided = await provideTensorFlow({
      env,
      progress: (message) => messages.push(message),
    });
    expect(messages).toEqual([]);
    expect(provided).toMatchObject({
      source: 'wheel',
      version: WHEEL_VERSION,
      folder,
      fresh: false,
    });
    expect(diagnoseTensorFlow({ env })).toMatchObject({ state: 'ready', folder });
  });

  it('is not used if a file is cut off, missing, or of another tfjs', () => {
    const folder = finished();
    expect(readStamp(folder)).toBeDefined();
    truncateSync(join(folder, 'lib/libtensorflow_cc.so.2'), 0);
    expect(readStamp(folder)).toBeUndefined();
    finished();
    rmSync(join(folder, 'binding/tfjs_binding.node'));
    expect(readStamp(folder)).toBeUndefined();
    finished();
    writeFileSync(join(folder, STAMP), JSON.stringify({ ...readStamp(folder), tfjs: '4.21.0' }));
    expect(readStamp(folder)).toBeUndefined();
  });

  it('is reported with a remedy if it cannot be written', async () => {
    writeFileSync(join(home, '.cache'), 'a file where the folder should be');
    await refused(/cannot be written[^]*XDG_CACHE_HOME/);
  });
});

describe('cleaning', () => {
  it('removes finished and unfinished folders of TensorFlow, and nothing else', async () => {
    finished();
    mkdirSync(join(cache(), 'tensorflow-1-linux-x64.partial-abc'), { recursive: true });
    writeFileSync(join(cache(), 'another file'), 'x');
    const { folders, bytes } = await cleanTensorFlow({ env });
    expect(folders).toHaveLength(2);
    expect(bytes).toBeGreaterThan(0);
    expect(readdirSync(cache())).toEqual(['another file']);
    expect(await cleanTensorFlow({ env })).toEqual({ folders: [], bytes: 0 });
  });

  it('does nothing without a cache', async () => {
    expect(await cleanTensorFlow({ env })).toEqual({ folders: [], bytes: 0 });
    expect(existsSync(cache())).toBe(false);
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
  });

  it.skipIf(existsSync('/proc/driver/nvidia/version'))('selects the CUDA build', async () => {
    const plain = finished();
    const cuda = finished(true);
    expect(await provideTensorFlow({ env })).toMatchObject({ folder: plain });
    command('nvidia-smi');
    expect(await provideTensorFlow({ env })).toMatchObject({ folder: cuda });
    expect(await provideTensorFlow({ env, cuda: false })).toMatchObject({ folder: plain });
  });
});

describe('the wheels', () => {
  it.each([
    ['pip 23.2.1 from /usr/lib', false],
    ['pip 25.0 from /usr/lib', false],
    ['pip 25.1 from /usr/lib', true],
    ['pip 26.0.1 from /usr/lib', true],
    ['something else', false],
  ])('are resumed after a break if pip can: %s', (version, resumes) => {
    expect(canResume(version)).toBe(resumes);
  });

  it('are pinned by version and hash', () => {
    for (const { requirements } of [CPU_WHEELS, CUDA_WHEELS]) {
      for (const line of requirements.trimEnd().split('\n')) {
        expect(line).toMatch(/^[a-z0-9-]+==[0-9.]+ --hash=sha256:[0-9a-f]{64}$/);
      }
    }
  });

  it('are requested from pip with these pins, and without the address of an index', async () => {
    tools(
      'printf "%s\\n" "$@" > "$HOME/asked"; while read line; do echo "$line"; done < requirements.txt >> "$HOME/asked"; exit 1',
    );
    await refused(/could not be downloaded/);
    const asked = readFileSync(join(home, 'asked'), 'utf8');
    expect(asked).toContain('--require-hashes');
    expect(asked).toContain(CPU_WHEELS.requirements);
    expect(asked).not.toMatch(/https?:|index-url/);
  });

  it.each([
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', /hash differs/],
    [
      'Retrying ... NewConnectionError(...): Temporary failure in name resolution',
      /cannot be reached/,
    ],
    ['OSError: [Errno 28] No space left on device', /disk is full/],
    ['ERROR: No matching distribution found for tensorflow-cpu', /could not be downloaded/],
  ])('are reported in plain words if they cannot be downloaded: %s', (output, reason) => {
    expect(downloadFailed(output).message).toMatch(reason);
  });
});

describe('a machine without some tools', () => {
  it('gets told about cmake, compiler and make before a download', async () => {
    command('python3', 'touch "$HOME/asked"');
    await refused(
      /cmake and a C\+\+ compiler and make or ninja cannot be found[^]*apt-get install/,
    );
    expect(existsSync(join(home, 'asked'))).toBe(false);
    expect(diagnoseTensorFlow({ env })).toMatchObject({ state: 'blocked' });
  });

  it('gets told about pip and uv', async () => {
    for (const name of ['cmake', 'c++', 'make']) command(name);
    command('python3', 'exit 1');
    await refused(/neither Python with pip nor uv[^]*python3-pip/);
  });

  it('is ready for set-up once they are installed', () => {
    tools('exit 1');
    expect(diagnoseTensorFlow({ env })).toMatchObject({
      state: 'absent',
      remedy: expect.stringContaining('Set mnist up') as string,
    });
  });
});

describe('a failed set-up leaves nothing behind', () => {
  const left = () => readdirSync(cache());

  it('if the wheel is not the pinned one', async () => {
    tools('echo "THESE PACKAGES DO NOT MATCH THE HASHES"; exit 1');
    await refused(/hash differs/);
    expect(left()).toEqual([]);
  });

  it('if it is aborted, and its children end too', async () => {
    tools('echo $$ > "$HOME/pid"; echo half > half.whl; while :; do :; done');
    const stop = new AbortController();
    const messages: string[] = [];
    const under = provideTensorFlow({
      env,
      signal: stop.signal,
      progress: (message) => messages.push(message),
    });
    const ended = expect(under).rejects.toBe('enough');
    while (!messages.some((message) => message.startsWith('Downloading'))) await sleep(50);
    stop.abort('enough');
    await ended;
    expect(left()).toEqual([]);
    const pid = Number(readFileSync(join(home, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it('if it was killed: the next one cleans up', async () => {
    mkdirSync(join(cache(), 'tensorflow-1-linux-x64.partial-abc'), { recursive: true });
    tools('exit 1');
    await refused(/could not be downloaded/);
    expect(left()).toEqual([]);
  });
});

it('the wheel is used if the official archive answers but cannot be downloaded', async () => {
  const asked: string[] = [];
  const server = createServer(({ method, url }, response) => {
    asked.push(`${String(method)} ${String(url)}`);
    response.writeHead(method === 'HEAD' ? 200 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mirror = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  try {
    tools('exit 1');
    const messages: string[] = [];
    const mirrored = {
      ...env,
      PATH: [bin(), dirname(process.execPath)].join(delimiter),
      npm_config_tfjs_binding_binary_host_mirror: mirror,
      TFJS_NODE_CDN_STORAGE: mirror,
    };
    const outcome = provideTensorFlow({
      env: mirrored,
      progress: (message) => messages.push(message),
    });
    await expect(outcome).rejects.toMatchObject({ code: 'OBJECTIVE_BACKEND_MISSING' });
    expect(asked[0]).toMatch(/^HEAD \/napi-v8\/4\.22\.0\/GPU-/);
    expect(messages).toContain(
      'The official archive of TensorFlow could not be used; using the Python wheel',
    );
  } finally {
    server.close();
  }
});

describe('the lock', () => {
  const file = () => join(home, 'lock');
  const context = { signal: undefined, onWait: () => undefined };

  it('is held by one at a time', async () => {
    let inside = 0;
    const work = async () => {
      expect(++inside).toBe(1);
      await sleep(20);
      inside--;
    };
    await Promise.all([withLock(file(), context, work), withLock(file(), context, work)]);
    expect(existsSync(file())).toBe(false);
  });

  it('is taken over from a dead process', async () => {
    writeFileSync(file(), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    expect(await withLock(file(), context, async () => 'mine')).toBe('mine');
  });
});
