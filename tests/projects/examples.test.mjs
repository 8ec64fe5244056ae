// Every example as a project of its own: installed from the packages as they are published, its tests and the
// commands of its README run.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chromium } from '../installation/harness/chromium.mjs';
import { root } from '../installation/harness/packages.mjs';
import { expectModel } from '../installation/harness/found.mjs';
import { ensureTools } from '../installation/harness/tools.mjs';
import { commandsOf, isServer } from '../examples/readme-commands.mjs';
import { openPacked } from './packed.mjs';

let packed;
before(async () => {
  packed = await openPacked();
});
after(() => packed?.close());

const examples = readdirSync(join(root, 'examples'));

for (const name of examples) {
  test(`examples/${name}: the commands of its README`, async () => {
    const folder = copyOf(name);
    const commands = commandsOf(readFileSync(join(folder, 'README.md'), 'utf8'));
    assert.ok(commands.length >= 3, `only ${commands.length} commands`);
    for (const line of commands.filter((command) => !isServer(command)))
      await packed.shell(line, folder);
  });
}

test('the page of examples/browser searches with its model, in Chromium', async () => {
  const folder = copyOf('browser', 'browser-page');
  await packed.shell('npm install && npm run build', folder);
  const chromium = new Chromium(await ensureTools());
  try {
    const found = await chromium.find(join(folder, 'dist'));
    expectModel(found, 'wasm');
  } finally {
    await chromium.close();
  }
});

function copyOf(name, to = name) {
  const folder = join(packed.folder, to);
  cpSync(join(root, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !/node_modules|dist$|tune\.db/.test(path),
  });
  return folder;
}
