import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { eventsOf, type Finished } from './run-tune.ts';

type Schema = Record<string, unknown>;

const schema = JSON.parse(
  readFileSync(new URL('../../docs/reference/events.schema.json', import.meta.url), 'utf8'),
) as Schema & { definitions: Record<string, Schema> };

/** The schema with no fields but those that it names: one that is not documented is a fault. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const inside = Object.fromEntries(Object.entries(part).map(([key, of]) => [key, closed(of)]));
  const isObject = inside['type'] === 'object' && inside['required'] !== undefined;
  return isObject && inside['allOf'] === undefined
    ? { ...inside, additionalProperties: false }
    : inside;
}

const validate = new Ajv({ allErrors: true }).compile(closed(schema) as object);

/** All types of lines that there are. */
export const LINE_TYPES = (schema['properties'] as { type: { enum: string[] } }).type.enum;

/** What is wrong with a line; undefined if it is as documented. */
export function faultOf(line: object): string | undefined {
  if (validate(line) === true) return undefined;
  const faults = validate.errors!.filter(({ keyword }) => keyword !== 'if');
  return `${JSON.stringify(line).slice(0, 200)}: ${faults.map(({ dataPath, message, params }) => `${dataPath} ${message ?? ''} ${JSON.stringify(params)}`).join('; ')}`;
}

/** The lines of a run and what is wrong with them. */
export function checkedLines(run: Finished): { types: Set<string>; faults: string[] } {
  const lines = run.stdout === '' ? [] : eventsOf(run);
  return {
    types: new Set(lines.map(({ type }) => String(type))),
    faults: lines.flatMap((line) => faultOf(line) ?? []),
  };
}
