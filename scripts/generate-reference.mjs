// Writes the pages of docs/reference that follow from the code, from what is built:
// `node scripts/generate-reference.mjs [--check]`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { commandLinePage } from './reference/command-line.mjs';
import { conformancePage } from './reference/conformance.mjs';
import { errorsPage } from './reference/errors.mjs';
import { eventsPage } from './reference/events.mjs';
import { objectivesPage } from './reference/objectives.mjs';
import { strategiesPage } from './reference/strategies.mjs';
import { root } from './steps.mjs';

const PAGES = {
  cli: commandLinePage,
  conformance: conformancePage,
  errors: errorsPage,
  events: eventsPage,
  objectives: objectivesPage,
  strategies: strategiesPage,
};

const stale = [];
for (const [name, pageOf] of Object.entries(PAGES)) {
  const file = join(root, 'docs', 'reference', `${name}.md`);
  const options = { ...(await resolveConfig(file)), parser: 'markdown' };
  const page = await format(await pageOf(), options);
  if (existsSync(file) && readFileSync(file, 'utf8') === page) continue;
  stale.push(`docs/reference/${name}.md`);
  if (!process.argv.includes('--check')) writeFileSync(file, page);
}
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(`not fresh: ${stale.join(', ')}. node scripts/generate-reference.mjs\n`);
  process.exitCode = 1;
}
