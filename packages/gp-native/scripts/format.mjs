/** Checks the format of cpp/ with clang-format, or fixes it with --write. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const write = process.argv.includes('--write');
const sources = readdirSync(join(root, 'cpp'), { recursive: true })
  .filter((path) => /\.(cc|h)$/.test(path))
  .map((path) => join(root, 'cpp', path))
  .sort();

if (write) {
  format('-i');
} else {
  const complaints = format('--dry-run').matchAll(/^(.*?):\d+:\d+: /gm);
  const unformatted = new Set(Array.from(complaints, ([, path]) => relative(root, path)));
  for (const path of unformatted) console.error(`not formatted: ${path}`);
  if (unformatted.size > 0) {
    console.error('Run `npm run format` at the root.');
    process.exit(1);
  }
}

function findFormatter() {
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve('clang-format-node/package.json')), 'build', 'cli.js');
  } catch {
    console.error('clang-format-node is not installed; run `npm ci` at the root.');
    process.exit(1);
  }
}

/** Runs clang-format on all sources and returns its stderr. */
function format(option) {
  const { status, stderr } = spawnSync(process.execPath, [findFormatter(), option, ...sources], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status === 0) return stderr;
  console.error(`clang-format failed: ${stderr ?? 'it did not start'}`);
  process.exit(1);
}
