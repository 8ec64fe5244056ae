import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';
import { generatedBy } from './markdown.mjs';
import { built } from './packages.mjs';

const packages = join(root, 'packages');

/** Where the table of a package is, if it is not errors.ts. */
const FILES = { 'gp-native': 'error.js' };

/** The error tables of a package: every export of its table's file that has messages. */
async function tablesOf(name) {
  const file = FILES[name] ?? 'errors.js';
  if (!existsSync(join(packages, name, 'dist', file))) return [];
  const { gpErrorMessages, ...exported } = await built(name, file);
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

/** All codes with their messages, by package. */
export async function errorsPage() {
  const sections = [];
  for (const name of readdirSync(packages)) {
    const rows = (await tablesOf(name)).flatMap(Object.entries).map(rowOf);
    if (rows.length > 0) sections.push(`## @tune/${name}\n\n${rows.join('\n')}`);
  }
  return `# Errors

Every error of tune is a \`TuneError\` with a stable \`code\`, a message, the \`details\` it was made of and,
if another error led to it, a \`cause\`. \`isTuneError(error, code)\` recognizes it. Names in ‹› are
details. Each package has its own table, and a plugin can have one too (\`defineErrors\`). The \`GpError\`
of gp-native, which depends on no other package, has the same fields. ${generatedBy}

${sections.join('\n')}`;
}
