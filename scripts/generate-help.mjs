// Writes scripts/help.json: what each `tune COMMAND --help` prints, for a clone that is not built yet.
// `--check` fails if it is not what the built command prints.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'scripts', 'help.json');
const bin = join(root, 'packages', 'cli', 'bin', 'tune.js');
const commands = pathToFileURL(join(root, 'packages/cli/dist/program/commands.js')).href;
const { COMMANDS } = await import(commands);

const { TUNE_STORAGE: _storage, COLUMNS: _columns, ...env } = process.env;
const helpOf = (command) => {
  const args = [bin, ...(command === '' ? [] : [command]), '--help'];
  return execFileSync(process.execPath, args, { encoding: 'utf8', env });
};
const names = ['', ...COMMANDS.map(({ name }) => name)];
const text = `${JSON.stringify(Object.fromEntries(names.map((name) => [name, helpOf(name)])), null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write('scripts/help.json is not fresh: node scripts/generate-help.mjs\n');
  process.exitCode = 1;
}
