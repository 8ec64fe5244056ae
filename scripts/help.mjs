// The help of the tune command before anything is installed or built: the committed text of help.json,
// which `node scripts/generate-help.mjs` writes and `npm test` compares with what the command prints.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Whether the command only prints a text. */
export const asksForText = (argv) =>
  argv.length === 0 || argv.some((word) => ['--help', '-h', '--version'].includes(word));

/** Whether the command can print it by itself. */
export const canRun = () =>
  existsSync(join(root, 'packages', 'cli', 'dist', 'main.js')) &&
  existsSync(join(root, 'node_modules', 'yargs'));

/** What `tune` would print to these arguments, 80 columns wide. */
export function committedText(argv) {
  if (argv.includes('--version')) return `${read('packages/cli/package.json').version}\n`;
  const texts = read('scripts/help.json');
  const command = argv.find((word) => Object.hasOwn(texts, word)) ?? '';
  return texts[command];
}
