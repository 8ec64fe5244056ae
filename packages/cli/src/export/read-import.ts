import { readFileSync } from 'node:fs';
import {
  isTuneError,
  type ComparedRun,
  type Json,
  type StoredComparison,
  type TuneError,
} from '@tune/core';
import {
  runBelow,
  studyNameFault,
  upgradeEvents,
  validateEvents,
  type ImportedStudies,
} from '@tune/core/plugin';
import { asImported, type Definition } from '../comparison/definition.ts';
import { definitionFault } from '../comparison/definition-fault.ts';
import { resultOf } from '../comparison/stored-result.ts';
import { cliError } from '../errors.ts';
import { isAmong } from '../stored/study-paths.ts';
import { FORMAT, OLD_FORMAT } from './json.ts';

type Fields = Readonly<Record<string, unknown>>;
type ImportedStudy = ImportedStudies['studies'][number];
type Fail = (reason: string) => never;

/** Studies of one export: a comparison has 1,000 repeats of a few strategies at most. */
const MAX_STUDIES = 100_000;

const MAX_REASON = 500;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The studies of an exported file, completely checked. Exports of the first edition are read too. The
 * comparison is marked as imported, whatever the file says.
 * @throws CLI_IMPORT_INVALID  with the place and what is wrong there
 */
export function readImport(file: string): ImportedStudies {
  return checkImport(textOf(file), file);
}

/** The same for the text of a file; `file` is what errors name. */
export function checkImport(text: string, file: string): ImportedStudies {
  const fail: Fail = (reason) => {
    throw cliError('CLI_IMPORT_INVALID', { file, reason: plain(reason) });
  };
  const read = parse(text, fail);
  const { format, comparison, studies } = isFields(read) ? read : {};
  if ((format !== FORMAT && format !== OLD_FORMAT) || !Array.isArray(studies)) {
    return fail('it is not what tune export --format json writes.');
  }
  if (studies.length > MAX_STUDIES) fail(`it has more than ${MAX_STUDIES} studies.`);
  const checked = (studies as unknown[]).map((study, index) =>
    readStudy(study, format, (reason) => fail(`study ${index + 1}: ${reason}`)),
  );
  const names = new Set<string>();
  for (const { name } of checked) {
    if (names.has(name)) fail(`it has two studies that are called ${name}.`);
    names.add(name);
  }
  if (comparison === null || comparison === undefined) return { studies: checked };
  const kept = readComparison(comparison, (reason) => fail(`its comparison: ${reason}`));
  const runs = kept.runs ?? checked.flatMap(({ name }) => runBelow(kept.name, name) ?? []);
  const own = new Set(runs.map(({ study }) => study));
  const stray = checked.find(({ name }) => !isAmong(own, name));
  if (stray !== undefined) fail(`the study ${stray.name} does not belong to ${kept.name}.`);
  return { comparison: { ...kept, runs }, studies: checked };
}

/** @throws CLI_IMPORT_INVALID  it cannot be read, or is not text */
function textOf(file: string): string {
  const fail: Fail = (reason) => {
    throw cliError('CLI_IMPORT_INVALID', { file, reason });
  };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return fail(`it could not be read: ${(error as Error).message}.`);
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return fail('it is compressed; unpack it first: gunzip FILE');
  }
  try {
    // Drops a byte order mark, too.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const isLong = (error as { code?: string }).code === 'ERR_STRING_TOO_LONG';
    return fail(isLong ? 'it is larger than 512 MiB.' : 'it is not UTF-8 text.');
  }
}

/** A reason may quote what is in the file: at most a line of it, and nothing that a terminal obeys. */
function plain(reason: string): string {
  const line = reason.replaceAll(/\p{Cc}+/gu, ' ');
  return line.length <= MAX_REASON ? line : `${line.slice(0, MAX_REASON)}...`;
}

function parse(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    return fail(`it could not be read as JSON: ${line}`);
  }
}

function readStudy(study: unknown, format: unknown, fail: Fail): ImportedStudy {
  if (!isFields(study)) return fail('it is not an object.');
  const { name, facts } = study;
  const expected = studyNameFault(name);
  if (expected !== undefined) return fail(`expected ${expected}, but got ${shown(name)}.`);
  try {
    const { events, reports } =
      format === FORMAT ? study : upgradeEvents(Array.isArray(facts) ? facts : [], name as string);
    return { name: name as string, ...validateEvents(events, reports, name as string) };
  } catch (error) {
    if (isTuneError(error, 'STUDY_INVALID')) return fail(faultOf(error));
    throw error;
  }
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? 'nothing';

/** What `validateEvents` found; its own advice is about studies that are stored already. */
const faultOf = ({ details }: TuneError): string =>
  `${String(details['study'])}: ${String(details['reason'])}.`;

/** A result that is not one is left out: it is made again from the trials. */
function readComparison(
  value: unknown,
  fail: Fail,
): Omit<StoredComparison, 'runs'> & { readonly runs: readonly ComparedRun[] | undefined } {
  if (!isFields(value)) return fail('it is not an object.');
  const { name, definition, runs, createdAt, changedAt, seconds, result } = value;
  const expected =
    studyNameFault(name) ?? (String(name).includes('/') ? 'a name without "/"' : undefined);
  if (expected !== undefined) fail(`expected ${expected}, but got ${shown(name)}.`);
  const fault = definitionFault(definition);
  if (fault !== undefined) fail(`${fault}.`);
  for (const [field, time] of Object.entries({ createdAt, changedAt, seconds })) {
    const isTime = Number.isFinite(time) && Number(time) >= 0;
    if (!isTime) fail(`expected a number of at least 0 for ${field}, but got ${shown(time)}.`);
  }
  const kept = resultOf(result as Json | undefined);
  return {
    ...{ name: name as string, revision: 1, definition: asImported(definition as Definition) },
    runs: runs === undefined ? undefined : readRuns(runs, fail),
    ...{ createdAt: createdAt as number, changedAt: changedAt as number },
    seconds: seconds as number,
    ...(kept === undefined ? {} : { result: kept as unknown as Json }),
  };
}

function readRuns(value: unknown, fail: Fail): readonly ComparedRun[] {
  if (!Array.isArray(value) || value.length > MAX_STUDIES) return fail('expected a list of runs.');
  return (value as unknown[]).map((run) => {
    const { label, repeat, problem, study } = isFields(run) ? run : {};
    const isRun =
      [label, study].every((text) => studyNameFault(text) === undefined) &&
      (problem === undefined || studyNameFault(problem) === undefined) &&
      Number.isSafeInteger(repeat) &&
      Number(repeat) >= 1;
    if (!isRun) return fail(`expected a run, but got ${shown(run)}.`);
    const named = { label: label as string, repeat: repeat as number, study: study as string };
    return problem === undefined ? named : { ...named, problem: problem as string };
  });
}
