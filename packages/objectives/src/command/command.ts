import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  spaceFromJSON,
  type Direction,
  type EvaluateContext,
  type Json,
  type Objective,
  type Point,
  type TuneError,
} from '@tune/core';
import { objectiveError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { readLine, type Line } from './output.ts';
import { runProgram } from './program.ts';
import { checkTemplate, fillTemplate, splitCommand } from './template.ts';

/** Options of {@link command}: plain JSON, so that another process can create the same objective. */
export interface CommandOptions {
  /** The program and its arguments; `{lr}` stands for the parameter `lr`. */
  readonly command: string | readonly string[];
  /** The space as JSON: a list of parameters, or what `Space.toJSON` writes. */
  readonly space: Json;
  /** Default: `minimize`. */
  readonly direction?: Direction;
  /** What the value is called: `accuracy`. */
  readonly metric?: string;
  /** The last step that a full evaluation reports; pruning needs it. */
  readonly steps?: number;
  /** The working folder of the program. Default: that of this process. */
  readonly folder?: string;
}

/**
 * An objective that is a program, in any language. It gets the parameters in its arguments (each
 * `{name}` is replaced; no shell is involved), in the environment (`TUNE_PARAM_name`, and all of them
 * as JSON in `TUNE_PARAMS`) and in the JSON file `TUNE_PARAMS_FILE`; the evaluation seed is `TUNE_SEED`.
 * The last line that it writes to stdout is the value: a number, or JSON with a field `value`. Lines
 * such as `{"step":3,"value":0.2}` before it are intermediate values.
 *
 * An exit code other than 0 is a failed trial with the end of stderr as its reason. When a trial is
 * stopped, the program and all processes that it started get SIGTERM, then SIGKILL if they do not end.
 *
 * @throws SPACE_JSON_INVALID, SPACE_INVALID, OBJECTIVE_OPTION_INVALID  from this call
 * @throws OBJECTIVE_PROGRAM_FAILED  from `evaluate`
 *
 * @example
 * ```ts
 * import { command } from '@tune/objectives/command';
 * const objective = command({
 *   command: ['node', '-p', '({x}-1)**2'],
 *   space: [{ name: 'x', type: 'float', low: -5, high: 5 }],
 * });
 * objective.name; // 'node'
 * ```
 */
export function command(options: CommandOptions): Objective {
  const { direction = 'minimize', metric, steps, folder } = options;
  const space = spaceFromJSON(options.space);
  const words = splitCommand(options.command);
  checkTemplate(words, space);
  return {
    name: basename(words[0]!),
    version: VERSION,
    options: { command: [...words], ...(folder === undefined ? {} : { folder }) },
    space,
    direction,
    description: words.join(' '),
    isolation: 'process',
    ...(metric === undefined ? {} : { metric }),
    ...(steps === undefined ? {} : { steps }),
    evaluate: (point, context) => evaluate(words, folder, point, context),
  };
}

async function evaluate(
  words: readonly string[],
  folder: string | undefined,
  point: Point,
  { seed, fidelity = 1, signal, report }: EvaluateContext,
): Promise<number> {
  signal.throwIfAborted();
  const scratch = await mkdtemp(join(tmpdir(), 'tune-'));
  const file = join(scratch, 'params.json');
  const json = JSON.stringify(point);
  try {
    await writeFile(file, json);
    const known = { seed: String(seed), fidelity: String(fidelity), params_file: file };
    const values = Object.entries(point).map(([name, value]) => [name, String(value)] as const);
    let last: { readonly text: string; readonly line: Line } | undefined;
    let invalidReport: unknown;
    const { fault, tail } = await runProgram({
      words: fillTemplate(words, { ...known, ...Object.fromEntries(values) }),
      env: {
        ...process.env,
        ...Object.fromEntries(values.map(([name, value]) => [environmentName(name), value])),
        TUNE_PARAMS: json,
        TUNE_PARAMS_FILE: file,
        TUNE_SEED: known.seed,
        TUNE_FIDELITY: known.fidelity,
      },
      ...(folder === undefined ? {} : { folder }),
      signal,
      onLine: (text) => {
        if (text.trim() === '') return;
        const line = readLine(text);
        last = { text, line };
        if (line.type !== 'report') return;
        try {
          report(line.step, line.value, line.total);
        } catch (error) {
          // Thrown here, it would not reach the trial.
          invalidReport ??= error;
        }
      },
    });
    signal.throwIfAborted();
    if (invalidReport !== undefined) throw invalidReport;
    const program = words[0]!;
    if (fault !== undefined) throw failed(program, `ended with ${fault}`, tail);
    if (last?.line.type === 'value') return last.line.value;
    const came = last === undefined ? 'nothing' : JSON.stringify(last.text);
    throw failed(
      program,
      `was expected to write its value on the last line of stdout, as a number or as {"value":0.1}, but wrote ${came}`,
      tail,
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The name of an environment variable; other characters than letters and digits become underscores. */
const environmentName = (name: string): string => `TUNE_PARAM_${name.replaceAll(/\W/g, '_')}`;

/** The last line of stderr says most: it comes first, with all lines below it. */
function failed(program: string, what: string, tail: string): TuneError {
  const lines = tail.split('\n');
  const last = lines.at(-1)!.trim();
  const reason = `${what}${last === '' ? '' : `: ${last}`}`;
  return objectiveError('OBJECTIVE_PROGRAM_FAILED', {
    program,
    reason: lines.length > 1 ? `${reason}\n${tail}` : reason,
  });
}
