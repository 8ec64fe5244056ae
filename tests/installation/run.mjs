// The installation matrix: `npm run matrix -w tests`, or with names of targets or groups: `... -- vite esbuild`.
// Packs every package once (with --release: by a dry run of the release), installs them into small projects outside of
// the repository and searches there.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Chromium } from './harness/chromium.mjs';
import { endAll } from './harness/command.mjs';
import { packAll } from './harness/packages.mjs';
import { Projects } from './harness/project.mjs';
import { serveRegistry } from './harness/registry.mjs';
import { runTargets } from './harness/run-targets.mjs';
import { printTable } from './harness/table.mjs';
import { ensureTools } from './harness/tools.mjs';
import { choose } from './targets/index.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keep: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    release: { type: 'boolean', default: false },
  },
});
const targets = choose(positionals);
if (values.list) {
  for (const { name, title } of targets) console.log(`${name.padEnd(24)} ${title}`);
  process.exit(0);
}

const tools = await ensureTools();
const plain = mkdtempSync(join(tmpdir(), 'tune-matrix-'));
mkdirSync(join(tools, 'projects'), { recursive: true });
const besideTools = mkdtempSync(join(tools, 'projects', 'run-'));
const chromium = new Chromium(tools);
let registry;
async function cleanUp() {
  endAll();
  registry?.close();
  await chromium.close();
  if (values.keep) return console.log(`kept: ${plain} and ${besideTools}`);
  for (const folder of [plain, besideTools]) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void cleanUp().then(() => process.exit(130)));
}

try {
  const packing = join(plain, 'tarballs');
  mkdirSync(packing);
  const packages = await packAll(packing, { release: values.release });
  registry = await serveRegistry(packages);
  const projects = new Projects({ registry: registry.url, packages, plain, besideTools });
  const results = await runTargets(targets, {
    ...{ projects, packages, chromium, tools, plain },
  });
  printTable(results, { json: values.json });
  process.exitCode = results.some(({ error }) => error !== undefined) ? 1 : 0;
} finally {
  await cleanUp();
}
