import { isTuneError, type Json, type StoredComparison, type TuneError } from '@tune/core';
import { upgradeEvents, validateEvents, type ImportedStudies } from '@tune/core/plugin';
import { cliError } from '../errors.ts';
import { readJson } from '../read-json.ts';
import { FORMAT, OLD_FORMAT } from './json.ts';

type Fields = Readonly<Record<string, unknown>>;
type ImportedStudy = ImportedStudies['studies'][number];

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The studies of an exported file, completely checked. Exports of the first edition are read too.
 * @throws CLI_IMPORT_INVALID  with the place and what is wrong there
 */
export function readImport(file: string): ImportedStudies {
  const fail = (reason: string): never => {
    throw cliError('CLI_IMPORT_INVALID', { file, reason });
  };
  const read = parse(file, fail);
  const { format, comparison, studies } = isFields(read) ? read : {};
  if ((format !== FORMAT && format !== OLD_FORMAT) || !Array.isArray(studies)) {
    return fail('it is not what tune export --format json writes.');
  }
  const checked = (studies as unknown[]).map((study, index) =>
    readStudy(study, format, (reason) => fail(`study ${index + 1}: ${reason}`)),
  );
  const names = checked.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) fail(`it has two studies that are called ${twice}.`);
  if (comparison === null || comparison === undefined) return { studies: checked };
  if (!isComparison(comparison)) return fail('its comparison lacks name, definition or times.');
  return { comparison, studies: checked };
}

function parse(file: string, fail: (reason: string) => never): unknown {
  try {
    return readJson(file);
  } catch (error) {
    return fail(`it could not be read as JSON: ${(error as Error).message}`);
  }
}

function readStudy(
  study: unknown,
  format: unknown,
  fail: (reason: string) => never,
): ImportedStudy {
  if (!isFields(study)) return fail('it is not an object.');
  const { name, facts } = study;
  if (typeof name !== 'string' || name === '') return fail('it has no name.');
  try {
    const { events, reports } =
      format === FORMAT ? study : upgradeEvents(Array.isArray(facts) ? facts : [], name);
    return { name, ...validateEvents(events, reports, name) };
  } catch (error) {
    if (isTuneError(error, 'STUDY_INVALID')) return fail(faultOf(error));
    throw error;
  }
}

/** What `validateEvents` found; its own advice is about studies that are stored already. */
const faultOf = ({ details }: TuneError): string =>
  `${String(details['study'])}: ${String(details['reason'])}.`;

function isComparison(value: unknown): value is StoredComparison {
  if (!isFields(value)) return false;
  const { name, definition, createdAt, changedAt, seconds } = value;
  const areNumbers = [createdAt, changedAt, seconds].every(Number.isFinite);
  return typeof name === 'string' && name !== '' && isFields(definition as Json) && areNumbers;
}
