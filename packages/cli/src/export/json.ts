import type { Exporter } from './exporter.ts';

/** Behind `format` in what is exported, so that an import knows what it reads. */
export const FORMAT = 'tune-export-1';

/** Every fact, for `tune import`: nothing is lost. One study a line, so that no line is endless. */
export const json: Exporter = function* ({ comparison, studies, facts }) {
  const head = JSON.stringify({ format: FORMAT, comparison: comparison ?? null });
  yield `${head.slice(0, -1)},"studies":[`;
  for (const [index, { name }] of studies.entries()) {
    const end = index + 1 < studies.length ? ',' : '';
    yield JSON.stringify({ name, facts: facts[index] }) + end;
  }
  yield ']}';
};
