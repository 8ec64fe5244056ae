// Writes docs/reference/errors.md from the tables of the packages:
// `node scripts/generate-errors.mjs [--check]`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

const file = join(root, 'docs', 'reference', 'errors.md');
const packages = join(root, 'packages');

/** Where the table of a package is, if it is not errors.ts. */
const FILES = { 'gp-native': 'error.js' };

/** The error tables of a package: every export of its table's file that has messages. */
async function tablesOf(name) {
  const built = join(packages, name, 'dist', FILES[name] ?? 'errors.js');
  if (!existsSync(built)) return [];
  const { gpErrorMessages, ...exported } = await import(built);
  const tables = Object.values(exported).flatMap(({ messages }) => messages ?? []);
  return gpErrorMessages === undefined ? tables : [...tables, gpErrorMessages];
}

// Every detail shows as its name.
const names = new Proxy({}, { get: (_, name) => `‹${String(name)}›` });
const rowOf = ([code, message]) => {
  const sentence = typeof message === 'string' ? message : message(names);
  const text = sentence.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
  return `### ${code}\n\n> ${text}\n`;
};

const sections = [];
for (const name of readdirSync(packages)) {
  const rows = (await tablesOf(name)).flatMap(Object.entries).map(rowOf);
  if (rows.length > 0) sections.push(`## @tune/${name}\n\n${rows.join('\n')}`);
}
const page = `# Errors

Every error of tune is a \`TuneError\` with a stable \`code\`, a message, the \`details\` it was made of and,
if another error led to it, a \`cause\`. \`isTuneError(error, code)\` recognizes it. Names in ‹› are
details. Each package has its own table, and a plugin can have one too (\`defineErrors\`). The \`GpError\`
of gp-native, which depends on no other package, has the same fields. Generated from those tables by \`node scripts/generate-errors.mjs\`.

${sections.join('\n')}`;

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
