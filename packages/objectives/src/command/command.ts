import { basename } from 'node:path';
import { spaceFromJSON, type Direction, type Json, type Objective } from '@tune/core';
import { VERSION } from '../version.ts';
import { evaluateProgram } from './evaluate.ts';
import { namesOf, parseTemplate, splitCommand } from './template.ts';
import { checkChoices, variablesOf } from './variables.ts';

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
 * A program that cannot be started ends the search.
 *
 * @throws SPACE_JSON_INVALID, SPACE_INVALID, OBJECTIVE_COMMAND_INVALID  from this call
 * @throws OBJECTIVE_PROGRAM_FAILED, OBJECTIVE_UNUSABLE  from `evaluate`
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
  const template = parseTemplate(words, space);
  const variables = variablesOf(space, namesOf(template));
  checkChoices(space);
  // The name of a study, which may not be empty.
  const name = basename(words[0]!) || 'program';
  const program = { name, space, template, variables, folder };
  return {
    name,
    version: VERSION,
    options: { command: [...words], ...(folder === undefined ? {} : { folder }) },
    space,
    direction,
    description: words.join(' '),
    isolation: 'process',
    ...(metric === undefined ? {} : { metric }),
    ...(steps === undefined ? {} : { steps }),
    evaluate: (point, context) => evaluateProgram(program, point, context),
  };
}
