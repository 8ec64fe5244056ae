// Damages an exported text as a disk, an editor, another program or someone who means harm would.

const STRANGE = [
  ...[null, true, '', 'x', 'x'.repeat(10_000), '\ud800', '\0', '../..', '__proto__', {}, []],
  ...[-1, 0, 0.5, 1e300, 2 ** 32 - 6, 2 ** 53, -(2 ** 31), 4_294_967_290, -0, 1e-320],
  ...[[[[1]]], { toString: 1 }, 'trial-ended', 'complete', [null], 'NaN', 'Infinity'],
];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toJSON',
  'then',
  'length',
];

const pick = (list, rng) => list[rng.integer(list.length)];

const copyOf = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** A random place below a value: what has it, and the key. */
function placeIn(value, rng) {
  let holder = value;
  for (;;) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return undefined;
    const key = pick(keys, rng);
    const inner = holder[key];
    const isDeeper = typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0;
    if (!isDeeper || rng.next() < 0.12) return { holder, key };
    holder = inner;
  }
}

/** A text in which a key means the prototype, as only a text can have it. */
const withRaw = (value, raw) => JSON.stringify(value).replace('"RAW"', raw);

function damageFields(value, rng) {
  const place = placeIn(value, rng);
  if (place === undefined) return;
  const { holder, key } = place;
  const kind = rng.integer(7);
  if (kind === 0) Reflect.deleteProperty(holder, key);
  else if (kind === 1) holder[key] = copyOf(pick(STRANGE, rng));
  else if (kind === 2 && typeof holder[key] === 'number')
    holder[key] *= 10 ** (rng.integer(40) - 5);
  else if (kind === 3 && !Array.isArray(holder)) holder[pick(KEYS, rng)] = copyOf(holder[key]);
  else if (kind === 4 && typeof holder[key] === 'number') holder[key] += pick([1, -1, 0.5], rng);
  else if (kind === 5) holder[key] = [holder[key]];
  else if (kind === 6) holder[`${key}2`] = copyOf(holder[key]);
}

function damageEvents(value, rng) {
  const study = pick(value.studies ?? [], rng);
  const list = pick([study?.events, study?.reports].filter(Array.isArray), rng);
  if (list === undefined || list.length === 0) return;
  const [a, b] = [rng.integer(list.length), rng.integer(list.length)];
  const kind = rng.integer(6);
  if (kind === 0) [list[a], list[b]] = [list[b], list[a]];
  else if (kind === 1) list.splice(a, 0, copyOf(list[b]));
  else if (kind === 2) list.splice(a, 1 + rng.integer(3));
  else if (kind === 3) list.length = a;
  else if (kind === 4) list.reverse();
  else list[a] = { ...list[a], ...copyOf(list[b]) };
}

function damageText(text, rng) {
  const kind = rng.integer(5);
  const at = rng.integer(text.length);
  if (kind === 0) return text.slice(0, at);
  if (kind === 1)
    return (
      text.slice(0, at) + pick(['"', '{', ',', '\u0000', '\\', 'é', '9'], rng) + text.slice(at + 1)
    );
  if (kind === 2) return text.slice(at) + text.slice(0, at);
  if (kind === 3) return text.slice(0, at) + '['.repeat(200_000) + text.slice(at);
  const bytes = Buffer.from(text);
  bytes[rng.integer(bytes.length)] ^= 1 << rng.integer(8);
  return bytes.toString('latin1');
}

/** The export with one to three damages. */
export function damage(text, rng) {
  if (rng.next() < 0.1) return damageText(text, rng);
  const value = JSON.parse(text);
  const times = 1 + rng.integer(3);
  for (let time = 0; time < times; time += 1) {
    if (rng.next() < 0.6) damageFields(value, rng);
    else damageEvents(value, rng);
  }
  const place = rng.next() < 0.05 ? placeIn(value, rng) : undefined;
  if (place === undefined || Array.isArray(place.holder)) return JSON.stringify(value);
  place.holder[place.key] = 'RAW';
  return withRaw(
    value,
    pick(['{"__proto__":{"x":1}}', '1e999', '-0', '"\\ud800"', '0.1e-400'], rng),
  );
}
