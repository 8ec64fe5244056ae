import type { EvaluateContext, Point, Space, TuneError } from '@tune/core';
import { coreError } from '@tune/core/plugin';
import { objectiveError } from '../errors.ts';
import { describeEnd } from './end.ts';
import { OutputReader } from './output.ts';
import { writeParametersFile } from './parameters-file.ts';
import { runProgram } from './program.ts';
import { startFault } from './start-fault.ts';
import { fillTemplate, type Template } from './template.ts';
import { environmentOf, type ProgramInputs, type Variables } from './variables.ts';

/** A program that is run once for each trial. */
export interface Program {
  readonly name: string;
  readonly space: Space;
  readonly template: Template;
  readonly variables: Variables;
  /** Default: that of this process. */
  readonly folder: string | undefined;
}

/**
 * The value of the program at a point.
 * @throws OBJECTIVE_PROGRAM_FAILED  it ended with a fault, or without a value
 * @throws OBJECTIVE_UNUSABLE  it could not be started, which has nothing to do with the point
 */
export async function evaluateProgram(
  program: Program,
  point: Point,
  context: EvaluateContext,
): Promise<number> {
  const { seed, fidelity = 1, signal } = context;
  signal.throwIfAborted();
  const json = JSON.stringify(point);
  const file = await writeParametersFile(json).catch((error: Error) => {
    throw unusable(program, `the file of its parameters could not be written: ${error.message}`);
  });
  const inputs = { point, json, file: file.path, seed: String(seed), fidelity: String(fidelity) };
  try {
    return await evaluate(program, inputs, context);
  } finally {
    await file.remove();
  }
}

async function evaluate(
  program: Program,
  inputs: ProgramInputs,
  { signal, report }: EvaluateContext,
): Promise<number> {
  const { name, variables, folder = process.cwd() } = program;
  const words = fillTemplate(program.template, fillingOf(program, inputs));
  /** Aborts when the program has reported what cannot be used: the rest would be computed in vain. */
  const refused = new AbortController();
  let hasReported = false;
  const output = new OutputReader((line) => {
    hasReported = true;
    if (signal.aborted || refused.signal.aborted) return;
    try {
      if ('fault' in line) throw failed(name, line.fault, '');
      report(line.step, line.value, line.total);
    } catch (error) {
      refused.abort(error);
    }
  });
  const end = await runProgram({
    words,
    folder,
    env: environmentOf(process.env, variables, inputs),
    signal: AbortSignal.any([signal, refused.signal]),
    onOutput(bytes) {
      hasReported = false;
      output.push(bytes);
      return hasReported;
    },
  }).catch((error: unknown) => {
    throw unusable(program, startFault(error, words[0]!, folder));
  });
  const result = output.finish();
  signal.throwIfAborted();
  refused.signal.throwIfAborted();
  const fault = describeEnd(end) ?? ('fault' in result ? result.fault : undefined);
  if (fault !== undefined) throw failed(name, fault, end.tail);
  return (result as { readonly value: number }).value;
}

/** The text of every placeholder; a parameter comes before one of tune of the same name. */
function fillingOf(
  { space }: Program,
  { point, file, seed, fidelity }: ProgramInputs,
): ReadonlyMap<string, string> {
  const filling = new Map([
    ['seed', seed],
    ['fidelity', fidelity],
    ['params_file', file],
  ]);
  // An inactive parameter has no value.
  for (const name of space.names) filling.set(name, String(point[name] ?? ''));
  return filling;
}

const unusable = ({ name: objective }: Program, reason: string): TuneError =>
  coreError('OBJECTIVE_UNUSABLE', { objective, reason });

/** The last line of stderr says most: it comes first, with all lines below it. */
function failed(program: string, what: string, tail: string): TuneError {
  const lines = tail.split('\n');
  const last = lines.at(-1)!.trim();
  const reason = last === '' ? what : `${what}: ${last}`;
  const error = objectiveError('OBJECTIVE_PROGRAM_FAILED', {
    program,
    reason: lines.length > 1 ? `${reason}\n${tail}` : reason,
  });
  // Where it was thrown says nothing about the program.
  delete error.stack;
  return error;
}
