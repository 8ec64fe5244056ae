import { jsonText } from '../terminal/visible.ts';
import { asExported } from '../comparison/definition.ts';
import type { Exporter } from './exporter.ts';

/** The value of `format` in an export, so that an import knows what it reads. */
export const FORMAT = 'tune-export-2';

/** The format of the first edition: events and reports in one list, called facts. */
export const OLD_FORMAT = 'tune-export-1';

/** Every event and report, for `tune import`. One a line, so that memory does not limit a study. */
export const json: Exporter = async function* ({ storage, comparison, studies, scores }) {
  const { revision: _revision, ...rest } = comparison ?? { revision: 0 };
  const own = comparison && { ...rest, definition: asExported(comparison.definition) };
  const head = jsonText({ format: FORMAT, comparison: own ?? null });
  yield `${head.slice(0, -1)},"studies":[`;
  for (const [index, { name }] of [...studies, ...scores].entries()) {
    yield `${index === 0 ? '' : ','}{"name":${jsonText(name)},"events":[`;
    yield* separated(storage.read(name, 0));
    yield '],"reports":[';
    yield* separated(storage.readReports(name));
    yield ']}';
  }
  yield ']}';
};

async function* separated(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let comma = '';
  for await (const item of items) {
    yield comma + jsonText(item);
    comma = ',';
  }
}
