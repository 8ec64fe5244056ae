import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnv, run } from '../installation/harness/command.mjs';
import { packAll } from '../installation/harness/packages.mjs';
import { serveRegistry } from '../installation/harness/registry.mjs';

/**
 * A folder for projects outside of the repository, where package managers find the packages as they would be
 * published. Everything else comes from the usual registry.
 */
export async function openPacked() {
  const folder = mkdtempSync(join(tmpdir(), 'tune-projects-'));
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const packages = await packAll(tarballs);
  const registry = await serveRegistry(packages);
  const userconfig = join(folder, 'npmrc');
  const scope = `@tune:registry=${registry.url}`;
  writeFileSync(userconfig, `${usersConfig()}\n${scope}\naudit=false\nfund=false\n`);
  const env = {
    npm_config_userconfig: userconfig,
    TUNE_STORAGE: 'tune.db',
    // With it, `node --test` in a test would run nothing.
    NODE_TEST_CONTEXT: undefined,
  };
  return {
    folder,
    /** Runs a line of a shell in a folder; its output. */
    shell: (line, cwd) => run('sh', ['-ec', line], { cwd, env, seconds: 300 }),
    close: () => registry.close(),
  };
}

/** What the person's own configuration says, a registry for example. */
function usersConfig() {
  const file = execFileSync('npm', ['config', 'get', 'userconfig'], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { ...process.env, ...cleanEnv },
  }).trim();
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
