import { execFile } from 'node:child_process';
import { commandOf } from './tools.mjs';

/**
 * All ways to import but one: node10, whose resolution knows no `exports` (TypeScript 7 has dropped it).
 * https://github.com/arethetypeswrong/arethetypeswrong.github.io/tree/main/packages/cli#profiles
 */
const PROFILE = 'node16';

/** Entries that are no library: they have no types, or are only for tools that load ES modules. */
const EXCLUDED = { '@tune/cli': ['./bin/tune.js'], '@tune/testkit': ['./vitest'] };

/** What publint and attw have to say of a tarball. */
export async function lintFaults(tools, { name, file, manifest }) {
  const publint = [commandOf(tools, 'publint', 'src/cli.js'), file, '--strict'];
  const excluded = EXCLUDED[name] ?? [];
  const attw = [
    commandOf(tools, '@arethetypeswrong/cli', 'dist/index.js'),
    ...[file, '--profile', PROFILE, '--no-color', '--no-emoji', '--format', 'ascii'],
    ...(excluded.length > 0 ? ['--exclude-entrypoints', ...excluded] : []),
  ];
  const isTyped = JSON.stringify(manifest.exports ?? {}).includes('.d.ts');
  const faults = [await complaint('publint', publint)];
  if (isTyped) faults.push(await complaint('attw', attw));
  return faults.filter((fault) => fault !== undefined).map((fault) => `${name}: ${fault}`);
}

function complaint(what, args) {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve(error === null ? undefined : `${what} says\n${stdout}${stderr}`);
    });
  });
}
