import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';
import { cell, generatedBy, table } from './markdown.mjs';

const schema = JSON.parse(readFileSync(join(root, 'docs/reference/events.schema.json'), 'utf8'));

const nameOf = (reference) => reference.replace('#/definitions/', '');

/** The type of a field in words. */
function typeOf(field) {
  if (field.$ref !== undefined) {
    const name = nameOf(field.$ref);
    return name === 'version' ? '`1`' : `[${name}](#${name.toLowerCase()})`;
  }
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum !== undefined)
    return field.enum.map((one) => `\`${JSON.stringify(one)}\``).join(', ');
  const either = field.anyOf ?? field.oneOf;
  if (either !== undefined) return either.map(typeOf).join(' or ');
  if (field.type === 'array')
    return `list of ${field.items === undefined ? 'values' : typeOf(field.items)}`;
  if (Array.isArray(field.type)) return field.type.join(' or ');
  return field.type ?? 'any JSON';
}

/** The fields of an object; those of objects inside of it behind a dot. */
function rowsOf({ properties = {}, required = [] }, prefix = '') {
  return Object.entries(properties).flatMap(([name, field]) => {
    const optional = required.includes(name) ? '' : 'may be missing';
    const row = [
      `\`${prefix}${name}\``,
      cell(typeOf(field)),
      optional,
      cell(field.description ?? ''),
    ];
    const inner = field.type === 'array' ? field.items : field;
    const nested = inner?.properties === undefined ? [] : rowsOf(inner, `${prefix}${name}.`);
    return [row, ...nested];
  });
}

function section(name) {
  const definition = schema.definitions[name];
  const rows = rowsOf(definition);
  const fields =
    rows.length > 0 ? table(['field', 'type', '', 'what it is'], rows) : typeOf(definition);
  return `### ${name}\n\n${definition.description ?? ''}\n\n${fields}\n`;
}

/** Every line of --json with its fields, from the schema that the tests validate real runs against. */
export function eventsPage() {
  const types = schema.properties.type.enum;
  const parts = Object.keys(schema.definitions).filter(
    (name) => !types.includes(name) && name !== 'version',
  );
  return `# Lines of JSON

What \`--json\` writes, one object a line. [Output](output.md#json) says when each of them comes and what they have in
common. The page follows from [events.schema.json](events.schema.json), which validates every line. ${generatedBy}

## Types

${types.map(section).join('\n')}
## Parts

${parts.map(section).join('\n')}`;
}
