// Writes generated pages and files; with `--check` it writes nothing and fails if one is out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { flagsOf } from './flags.mjs';

const flags = flagsOf({ check: { type: 'boolean', default: false } });
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Puts `text` between the markers of a page of docs/.
 * @param command  the script that writes it; its first word is the name of the markers
 */
export async function freshenPage(name, command, text) {
  const subject = command.split(':')[0];
  const marks = [
    `<!-- ${subject}: begin, npm run ${command} -w benchmarks -->`,
    `<!-- ${subject}: end -->`,
  ];
  const file = `${root}docs/${name}`;
  const page = readFileSync(file, 'utf8');
  const [from, to] = marks.map((mark) => page.indexOf(mark));
  if (from < 0 || to < from) throw new Error(`docs/${name} lacks its markers: ${marks.join(' ')}`);
  const filled = `${page.slice(0, from + marks[0].length)}\n\n${text}\n\n${page.slice(to)}`;
  const options = { ...(await resolveConfig(file)), filepath: file };
  freshen(file, await format(filled, options), command);
}

/** Writes a file unless it has this text already. */
export function freshen(file, text, command) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (!flags.check) return writeFileSync(file, text);
  console.error(`${file} is not fresh: npm run ${command} -w benchmarks`);
  process.exitCode = 1;
}
