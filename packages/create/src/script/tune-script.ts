import { relative, resolve } from 'node:path';
import { allowReplacing } from '../create-plugin.ts';
import { createError } from '../errors.ts';
import { writeFiles } from '../project-files.ts';
import type { CreateHost, CreateRequest } from '../request.ts';
import type { Argument } from './argument.ts';
import type { Syntax } from './calls.ts';
import { commandArguments, commandWords, isSeed } from './command-line.ts';
import { findScripts, LOOKED, pathWord, scriptAt, textOf, type Script } from './find-scripts.ts';
import { javascriptArguments } from './javascript-arguments.ts';
import { lastOutput, metricOf, type LastOutput } from './last-output.ts';
import {
  isProposal,
  propose,
  rangeText,
  withRange,
  type ParameterFields,
  type Proposal,
  type Skipped,
} from './parameters.ts';
import { pythonArguments } from './python-arguments.ts';
import { shellArguments } from './shell-arguments.ts';
import { joinWords, shellWord } from './words.ts';

const SPACE_FILE = 'space.json';

const READERS: Readonly<Record<Syntax, (source: string) => Argument[]>> = {
  python: pythonArguments,
  javascript: javascriptArguments,
  shell: shellArguments,
};

const LOOKED_FOR: Readonly<Record<Syntax, string>> = {
  python: 'argparse, click, typer, sys.argv',
  javascript: 'commander, yargs, parseArgs, process.argv',
  shell: '$1, ${1:-0.01}',
};

/** Sets up the search over the arguments of a training script: a space file, and the command to type. */
export async function tuneScript(request: CreateRequest, host: CreateHost): Promise<void> {
  const folder = resolve(host.cwd, request.folder ?? '.');
  const script = await chooseScript(folder, request, host);
  const source = textOf(folder, script.path);
  const read = READERS[script.syntax](source);
  const known = read.filter(({ name }, at) => read.findIndex((it) => it.name === name) === at);
  const found = [...known, ...commandArguments(script, known)].map(propose);
  if (!found.some(isProposal)) {
    const looked = LOOKED_FOR[script.syntax];
    throw createError('CREATE_ARGUMENTS_MISSING', { script: script.path, looked });
  }
  const edited = await edit(script, found, host);
  const proposals = edited.filter(isProposal);
  const output = lastOutput(source, script.syntax);
  const { metric, direction } = await chooseDirection(output, host);
  const file = { path: SPACE_FILE, text: spaceText(proposals.map(({ parameter }) => parameter)) };
  await allowReplacing(folder, [file], request, host);
  writeFiles(folder, [file]);
  tell(script, edited, output, host);
  const { words, toReplace } = commandWords(script, edited);
  const command = joinWords(words);
  const options = [
    ...['--command', shellWord(command), '--space-file', SPACE_FILE],
    ...(metric === 'value' ? [] : ['--metric', metric]),
    ...(direction === 'minimize' ? [] : ['--direction', direction]),
    ...['--strategies', 'bayes,random', '--trials', '15', '--name', 'first'],
  ];
  const into = relative(host.cwd, folder);
  host.write('');
  host.write('Next:');
  if (into !== '') host.write(`  cd ${shellWord(into)}`);
  if (output?.kind === 'text')
    host.write(`  edit ${script.path}: its last line has to print the number alone`);
  host.write(`  ${host.tune} compare ${options.join(' ')}`);
  host.write(`  ${host.tune} best first --flags`);
  host.write(`  ${host.tune} resume first --repeats auto`);
  if (toReplace.length > 0) host.write(`Replace ${toReplace.join(' and ')} in the first one.`);
}

async function chooseScript(
  folder: string,
  { script }: CreateRequest,
  { prompts, write }: CreateHost,
): Promise<Script> {
  const found = findScripts(folder);
  if (script !== undefined) {
    const path = pathWord(script);
    return found.find((it) => it.path === path) ?? scriptAt(folder, path);
  }
  if (found.length === 0) throw createError('CREATE_SCRIPT_MISSING', { folder, looked: LOOKED });
  if (found.length === 1) return found[0]!;
  const paths = found.map(({ path }) => path);
  if (prompts === undefined) {
    write(`Script: ${paths[0]} (the first of ${paths.join(', ')}).`);
    return found[0]!;
  }
  const choices = paths.map((path) => ({ value: path, label: path }));
  const chosen = await prompts.choose('Which script?', choices, paths[0]!);
  return found.find(({ path }) => path === chosen)!;
}

/** Lets a person correct each range. */
async function edit(
  { path }: Script,
  found: readonly (Proposal | Skipped)[],
  { prompts }: CreateHost,
): Promise<(Proposal | Skipped)[]> {
  if (prompts === undefined) return [...found];
  const edited: (Proposal | Skipped)[] = [];
  for (const it of found) {
    if (!isProposal(it)) {
      edited.push(it);
      continue;
    }
    const { argument, parameter, reason } = it;
    const where = argument.line === undefined ? '' : ` (line ${argument.line} of ${path})`;
    const typed = await prompts.text(
      `${argument.name}${where}, ${reason}; - leaves it out`,
      rangeText(parameter),
      (answer) => {
        const read = withRange(parameter, answer);
        return typeof read === 'string' ? read : undefined;
      },
    );
    const changed = withRange(parameter, typed) as ParameterFields | undefined;
    edited.push(
      changed === undefined
        ? { argument, reason: 'left out' }
        : { argument, parameter: changed, reason },
    );
  }
  return edited;
}

async function chooseDirection(output: LastOutput | undefined, { prompts }: CreateHost) {
  const guess = metricOf(output);
  if (prompts === undefined) return guess;
  const { metric } = guess;
  const direction = await prompts.choose(
    `Is less or more ${metric} better?`,
    [
      { value: 'minimize', label: 'less: minimize' },
      { value: 'maximize', label: 'more: maximize' },
    ],
    guess.direction,
  );
  return { metric, direction };
}

/** One parameter a line. */
const spaceText = (parameters: readonly ParameterFields[]): string => {
  const lines = parameters.map((parameter) =>
    JSON.stringify(parameter, null, 1)
      .replaceAll(/\n\s*/g, ' ')
      .replaceAll(/\[ | \]/g, (bracket) => bracket.trim()),
  );
  return `[\n${lines.map((line) => `  ${line}`).join(',\n')}\n]\n`;
};

function tell(
  script: Script,
  found: readonly (Proposal | Skipped)[],
  output: LastOutput | undefined,
  { write }: CreateHost,
): void {
  write(`Found in ${script.path}:`);
  const width = Math.max(...found.map(({ argument }) => argument.name.length));
  const proposals = found.filter(isProposal);
  const ranges = Math.max(...proposals.map(({ parameter }) => rangeText(parameter).length));
  for (const { argument, parameter, reason } of proposals) {
    const line = argument.line === undefined ? '' : `line ${argument.line}, `;
    const cells = [argument.name.padEnd(width), rangeText(parameter).padEnd(ranges)];
    write(`  ${cells.join('  ')}  ${line}${reason}`);
  }
  for (const { argument, reason } of found.filter((it) => !isProposal(it))) {
    const does = isSeed(argument) ? 'gets the seed of the trial' : `not searched: ${reason}`;
    write(`  ${argument.name.padEnd(width)}  ${does}`);
  }
  write(`Made ${SPACE_FILE}; correct its ranges as you know better.`);
  if (output === undefined) {
    write('The last line that it prints has to be the value, a number.');
  } else if (output.kind === 'text') {
    write(`Its last output seems to be line ${output.line}, ${output.text}.`);
  } else {
    write(`The value is the last line that it prints: line ${output.line}, ${output.text}`);
  }
}
