import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { table } from './table.mjs';

const README = fileURLToPath(new URL('../../packages/gp-native/README.md', import.meta.url));
const BEGIN = '<!-- measured: written by `npm run native -w benchmarks -- --record` -->';
const END = '<!-- end of measured -->';

/** Writes the table between its markers, so that no figure is typed by hand. */
export async function writeReadme(machine, units) {
  const text = readFileSync(README, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${README} has lost the markers of its table.`);
  const loads = units.map(({ load }) => load);
  const { processor, cores, instructionSet, node, addon: _, ...versions } = machine;
  const rivals = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const dates = [...new Set(units.map(({ date }) => date))].join(', ');
  const measured = `${BEGIN}

Measured on ${dates}: ${processor}, ${cores} cores, ${instructionSet}; Node ${node}, ${rivals.join(', ')}. Load average between ${Math.min(...loads)} and ${Math.max(...loads)}, this run included. Milliseconds, medians.

${table(units.flatMap(({ rows }) => rows))}

`;
  const whole = text.slice(0, begin) + measured + text.slice(end);
  const options = { ...(await resolveConfig(README)), filepath: README };
  writeFileSync(README, await format(whole, options));
}
