// Writes docs/reference/errors.md from the table of core: `node scripts/generate-errors.mjs [--check]`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../packages/core/dist/index.js';
import { root } from './steps.mjs';

const file = join(root, 'docs', 'reference', 'errors.md');
// Every detail shows as its name.
const names = new Proxy({}, { get: (_, name) => `‹${String(name)}›` });
const rows = Object.entries(ERRORS).map(([code, message]) => {
  const text = message(names).replaceAll('\n', ' ').replaceAll('|', '\\|');
  return `### ${code}\n\n> ${text}\n`;
});
const page = `# Errors

Every error of tune is a \`TuneError\` with a stable \`code\`, a message, the \`details\` it was made of and,
where another error led to it, a \`cause\`. Names in ‹› are details. Generated from
[errors.ts](../../packages/core/src/errors.ts) by \`node scripts/generate-errors.mjs\`.

${rows.join('\n')}`;

if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== page) {
    process.stderr.write(
      'docs/reference/errors.md is not fresh: node scripts/generate-errors.mjs\n',
    );
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, page);
}
