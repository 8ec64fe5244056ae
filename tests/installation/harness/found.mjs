/** Branin's minimum is 0.3979 and the best of 25 Sobol points is above 0.6. */
const GOOD = 0.42;
const BACKENDS = { native: /^native \(/, wasm: /^WebAssembly/, reference: /^reference/ };

/** What a program printed as its last line of JSON that begins with {"value". */
export function foundIn({ stdout, stderr }) {
  const line = stdout
    .split('\n')
    .filter((text) => text.startsWith('{"value"'))
    .at(-1);
  if (line === undefined) throw new Error(`no result was printed:\n${stdout}\n${stderr}`);
  return JSON.parse(line);
}

/** Throws unless the search found the minimum with a model of that backend at every trial after the initial design. */
export function expectModel(found, expected) {
  if (found?.phases === undefined) throw new Error(`no search: ${JSON.stringify(found)}`);
  const { value, backend, phases } = found;
  const first = phases.findIndex((phase) => phase !== 'initial');
  const later = first < 0 ? [] : phases.slice(first);
  const other = later.filter((phase) => phase !== 'model' && phase !== 'explore');
  const faults = [
    ...(later.length < 15 ? [`only ${later.length} trials came from the model`] : []),
    ...(other.length > 0 ? [`${other.length} trials were "${other[0]}"`] : []),
    ...(BACKENDS[expected].test(backend) ? [] : [`the backend is "${backend}", not ${expected}`]),
    ...(value <= GOOD ? [] : [`the best value is ${value}, above ${GOOD}`]),
  ];
  if (faults.length > 0) throw new Error(faults.join('; '));
}
