// The site: `npm run docs` builds it into site/dist, `npm run docs:dev` serves it while pages are edited.
// Its packages are installed here, beside those of the workspaces, on the first run only.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, npm, openly, quietly, root } from '../scripts/steps.mjs';

const site = join(root, 'site');
const stamp = join(site, 'node_modules', '.tune-installed');
const node = process.execPath;

async function ensureSiteInstalled() {
  const lock = readFileSync(join(site, 'package-lock.json'));
  const key = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  const [command, ...args] = npm;
  const { code } = await quietly(
    'Installing what the site is made with (npm ci in site)',
    command,
    [...args, '--prefix', site, 'ci'],
  );
  if (code !== 0) process.exit(1);
  mkdirSync(join(site, 'node_modules'), { recursive: true });
  writeFileSync(stamp, key);
}

async function step(file, ...args) {
  const code = await openly(node, [join(site, 'node_modules', file), ...args], { cwd: site });
  if (code !== 0) process.exit(code);
}

await ensureInstalled();
await ensureSiteInstalled();
await step('typedoc/bin/typedoc', '--options', 'typedoc.json');
await step('typescript/bin/tsc', '-p', 'playground');
const dev = process.argv.includes('--dev');
await step('vitepress/bin/vitepress.js', dev ? 'dev' : 'build', '.');
