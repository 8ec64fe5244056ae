// Writes docs/reference/installation.md from the table of targets: `node tests/installation/page.mjs [--check]`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from './harness/packages.mjs';
import { toolVersions } from './harness/tools.mjs';
import { targets } from './targets/index.mjs';

const file = join(root, 'docs', 'reference', 'installation.md');

const HEADINGS = {
  node: 'Node',
  typescript: 'TypeScript',
  bundler: 'Bundlers',
  framework: 'Frameworks and test runners',
  browser: 'Pages without a bundler',
  manager: 'Package managers and other runtimes',
  circumstances: 'Circumstances',
};
const BACKENDS = { native: 'addon', wasm: 'WebAssembly' };

const backendsOf = (expects = []) =>
  [...new Set([expects].flat())].map((name) => BACKENDS[name]).join(', ');

const versions = toolVersions();
/** The name of a tool as its users say it. */
const nameOf = (tool) =>
  tool
    .replace('@yarnpkg/cli-dist', 'yarn')
    .replace(/^@pnpm\/exe.*/, 'pnpm')
    .replace(/^(typescript|pnpm|node)-.*/, '$1');
const versionOf = (tool) => `${nameOf(tool)} ${versions[tool]}`;

function section(group, heading) {
  const rows = targets
    .filter((target) => target.group === group)
    .map(({ name, title, uses = [], expects }) => {
      const cells = [name, title, uses.map(versionOf).join(', '), backendsOf(expects)];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    });
  return `## ${heading}\n\n| target | what is tried | versions | Gaussian process |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

const absent = targets
  .filter(({ notRun }) => notRun !== undefined)
  .map(({ title, notRun }) => `- ${title}: ${notRun}.`);

const text = `# Where the packages were tried

Before a release, every package is packed as it is published and installed into small projects outside of the
repository. Each project searches for the minimum of Branin's function with \`bayes\`, and the target passes
only if the minimum was found, every trial after the initial design came from the model, and the Gaussian process was
the expected one: the addon for Node, or WebAssembly, which needs no setting in any of these bundlers.

\`npm run matrix -w tests\` runs all targets, \`npm run matrix -w tests -- vite bundler\` those of a name or a group.
Targets without a version use the Node that runs the tests (20.19 or newer), its npm, and Debian's Chromium.
This page is generated from the targets by \`node tests/installation/page.mjs\`.

${Object.entries(HEADINGS)
  .map(([group, heading]) => section(group, heading))
  .join('\n')}
## Not tried

${absent.join('\n')}
`;

const page = await format(text, { ...(await resolveConfig(file)), filepath: file });
if (!process.argv.includes('--check')) {
  writeFileSync(file, page);
} else if (readFileSync(file, 'utf8') !== page) {
  process.stderr.write(
    'docs/reference/installation.md is not fresh: node tests/installation/page.mjs\n',
  );
  process.exitCode = 1;
}
