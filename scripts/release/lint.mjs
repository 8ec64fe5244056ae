import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { commandOf } from './tools.mjs';

/**
 * All ways to import but one: node10, whose resolution knows no `exports` (TypeScript 7 has dropped it).
 * https://github.com/arethetypeswrong/arethetypeswrong.github.io/tree/main/packages/cli#profiles
 */
const PROFILE = 'node16';

/** Entries that are no library: they have no types, or are only for tools that load ES modules. */
const EXCLUDED = { '@tune/cli': ['./bin/tune.js'], '@tune/testkit': ['./vitest'] };

/** What publint and attw have to say of a tarball. */
export async function lintFaults(tools, tarball) {
  const faults = await publintFaults(tools, tarball);
  // The package of a platform has no types.
  if (JSON.stringify(tarball.manifest.exports ?? {}).includes('.d.ts')) {
    faults.push(...(await attwFaults(tools, tarball)));
  }
  return faults.map((fault) => `${tarball.name}: ${fault}`);
}

async function publintFaults(tools, { file }) {
  const load = (path) => import(pathToFileURL(commandOf(tools, 'publint', path)).href);
  const { publint } = await load('src/index-node.js');
  const { formatMessage } = await load('src/utils.js');
  const tarball = new Uint8Array(readFileSync(file)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  return messages.filter(isOfPackage).map((message) => `publint: ${formatMessage(message, pkg)}`);
}

/** A package.json in a template belongs to the project that is made of it. */
const isOfPackage = ({ code, args }) =>
  code !== 'NESTED_PACKAGE_JSON_FIELD_IGNORED' || !args.filePath.startsWith('./templates/');

function attwFaults(tools, { name, file }) {
  const excluded = EXCLUDED[name] ?? [];
  const args = [
    commandOf(tools, '@arethetypeswrong/cli', 'dist/index.js'),
    ...[file, '--profile', PROFILE, '--no-color', '--no-emoji', '--format', 'ascii'],
    ...(excluded.length > 0 ? ['--exclude-entrypoints', ...excluded] : []),
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve(error === null ? [] : [`attw says\n${stdout}${stderr}`]);
    });
  });
}
