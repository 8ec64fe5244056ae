import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

test('doctor checks everything and names a remedy for what is missing', async () => {
  const findings = eventsOf(await runTune(['doctor', '--json']));
  // Behind those there is a line for each contender that is installed, and one for those that are not.
  expect(findings.map(({ subject }) => subject).slice(0, 10)).toEqual([
    'node',
    'compiler',
    'cmake',
    'gaussian process',
    'cache',
    'tensorflow',
    'webassembly',
    'gpu',
    'mnist',
    'python',
  ]);
  for (const { state, remedy } of findings) {
    expect(['ok', 'slow', 'missing']).toContain(state);
    if (state !== 'ok') expect(remedy).toEqual(expect.any(String));
  }
});

test('doctor says which build tools to install', async () => {
  const { stdout } = await runTune(['doctor'], { env: { PATH: '/nowhere' } });
  expect(stdout).toMatch(/remedy: install a C\+\+17 compiler/);
  expect(stdout).toMatch(/remedy: install cmake/);
});

test.skipIf(process.platform === 'win32')(
  'doctor says if others could change what lies in the cache, and setup does without it',
  async () => {
    const XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), 'tune-doctor-'));
    const folder = join(XDG_CACHE_HOME, 'tune');
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    const findings = eventsOf(await runTune(['doctor', '--json'], { env: { XDG_CACHE_HOME } }));
    expect(findings.find(({ subject }) => subject === 'cache')).toMatchObject({
      state: 'slow',
      found: expect.stringContaining(`${folder} can be written by every user`) as string,
      remedy: expect.stringContaining(`chmod go-w ${folder}`) as string,
    });
    const asked = ['setup', '--backend', 'tensorflow'];
    const refused = await runTune(asked, { env: { XDG_CACHE_HOME } });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/can be written by every user[^]*chmod go-w/);
    const { code, stdout } = await runTune(['setup'], { env: { XDG_CACHE_HOME } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/backend +webassembly[^]*can be written by every user/);
    rmSync(XDG_CACHE_HOME, { recursive: true });
  },
);

test('doctor names a release that is not what set-up has made', async () => {
  const XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), 'tune-doctor-'));
  const system = `${process.platform}-${process.arch}`;
  const folder = join(XDG_CACHE_HOME, 'tune', `tensorflow-2.19.1-tfjs-4.22.0-${system}`);
  mkdirSync(join(folder, 'binding'), { recursive: true });
  writeFileSync(join(folder, 'binding', 'tfjs_binding.node'), 'planted');
  const findings = eventsOf(await runTune(['doctor', '--json'], { env: { XDG_CACHE_HOME } }));
  expect(findings.find(({ subject }) => subject === 'tensorflow')).toMatchObject({
    state: 'slow',
    found: expect.stringContaining('stamp.json is missing') as string,
  });
  rmSync(XDG_CACHE_HOME, { recursive: true });
});

test('without HOME the cache is in the home folder of the user, not in /tmp', async () => {
  const env = { HOME: '', XDG_CACHE_HOME: 'relative' };
  const findings = eventsOf(await runTune(['doctor', '--json'], { env }));
  const { found } = findings.find(({ subject }) => subject === 'cache')!;
  expect(found).toContain(join(userInfo().homedir, '.cache', 'tune'));
});

test('help names every command', async () => {
  const { code, stdout } = await runTune(['--help']);
  expect(code).toBe(0);
  for (const command of ['compare', 'run', 'evaluate', 'setup', 'doctor'])
    expect(stdout).toContain(`tune ${command}`);
  expect(stdout).not.toContain('npx');
});
