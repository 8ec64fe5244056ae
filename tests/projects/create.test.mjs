// `npm create @tune` as a person types it, and then the lines that it prints, from the packages as they are published.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openPacked } from './packed.mjs';

/** How long the first comparison may take from the first command on. */
const LIMIT_SECONDS = 60;

let packed;
before(async () => {
  packed = await openPacked();
});
after(() => packed?.close());

function emptyFolder(name) {
  const folder = join(packed.folder, name);
  mkdirSync(folder);
  return folder;
}

/** The commands that are printed below `Next:`. */
const nextLines = (output) =>
  output
    .slice(output.indexOf('Next:\n') + 6)
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim());

for (const template of ['strategy', 'objective']) {
  for (const language of ['ts', 'js']) {
    test(`the ${template} in ${language}: the lines that are printed install, test and compare`, async (context) => {
      const cwd = emptyFolder(`${template}-${language}`);
      const began = performance.now();
      const first = `npm create --yes @tune mine -- --template ${template} --language ${language}`;
      const { stdout } = await packed.shell(first, cwd);
      const lines = nextLines(stdout);
      assert.equal(lines.length, 3, stdout);
      const [install, ...others] = lines;
      await packed.shell(install, cwd);
      const [tested, compared] = await inOrder(others, (line) =>
        packed.shell(line, join(cwd, 'mine')),
      );
      const seconds = (performance.now() - began) / 1000;
      context.diagnostic(`${seconds.toFixed(1)} s from the first command to the first comparison`);

      // As vitest and node:test tell it.
      const passed = Number(/(?:Tests +|\bpass )(\d+)/.exec(tested.stdout)?.[1]);
      assert.ok(passed >= (template === 'strategy' ? 20 : 5), tested.stdout);
      assert.match(compared.stdout, template === 'strategy' ? /^ mine +-?\d/m : /^ bayes +-?\d/m);
      assert.ok(existsSync(join(cwd, 'mine', 'tune.db')));
      // On a machine that others use, the time says nothing.
      const isBusy = loadavg()[0] > availableParallelism() + 1;
      assert.ok(isBusy || seconds < LIMIT_SECONDS, `it took ${seconds.toFixed(1)} s`);
    });
  }
}

test('a training script: the lines that are printed search it', async () => {
  const cwd = emptyFolder('script');
  writeFileSync(
    join(cwd, 'train.js'),
    `import { parseArgs } from 'node:util';
const { values } = parseArgs({ options: { lr: { type: 'string', default: '0.01' } } });
const loss = (Math.log10(Number(values.lr)) + 2.5) ** 2;
console.log(loss);
`,
  );
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
  const { stdout } = await packed.shell('npm create --yes @tune', cwd);
  const lines = nextLines(stdout);
  assert.equal(lines.length, 3, stdout);
  assert.ok(lines[0].includes("--command 'node train.js --lr {lr}'"), lines[0]);
  // What npx would ask for in each line is installed once.
  await packed.shell('npm install --no-save @tune/tune', cwd);
  const [compared, best] = await inOrder(lines.slice(0, 2), (line) => packed.shell(line, cwd));
  assert.match(compared.stdout, /^ bayes +\d/m);
  assert.match(best.stdout, /^--lr 0\.00\d+/m);
});

test('nothing is asked without a terminal, and nothing is replaced', async () => {
  const cwd = emptyFolder('twice');
  const line = 'npm create --yes @tune mine -- --template strategy';
  await packed.shell(line, cwd);
  await assert.rejects(packed.shell(line, cwd), /would be replaced in .*mine/);
});

async function inOrder(lines, work) {
  const results = [];
  for (const line of lines) results.push(await work(line));
  return results;
}
