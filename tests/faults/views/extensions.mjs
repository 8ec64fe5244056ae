// The commands of a round: comparisons that share runs, and how they are extended.

const pick = (rng, list) => list[rng.integer(list.length)];
const STRATEGIES = ['random', 'grid', 'bayes'];

/** Some of a list, at least one. */
function some(rng, list) {
  const chosen = list.filter(() => rng.next() < 0.6);
  return chosen.length > 0 ? chosen : [pick(rng, list)];
}

/** A comparison as the commands of a round make it. */
function comparison(rng, name, objectives) {
  const size = { trials: 2 + rng.integer(4), repeats: 1 + rng.integer(2), isAuto: false };
  const strategies = some(rng, STRATEGIES);
  return { name, objectives, strategies, ...size };
}

const atMost = ({ repeats }) => String(Math.max(3, repeats + 1));

/** `tune compare` with all of its options. */
function begin(one) {
  const { name, objectives, strategies, trials, repeats, isAuto } = one;
  const repeated = isAuto ? ['auto', '--at-most', atMost(one)] : [String(repeats)];
  const chosen = [...strategies];
  return (files) => [
    ...['compare', '--objective', files.slice(0, objectives).join(','), '--name', name],
    ...['--strategies', chosen.join(','), '--trials', String(trials), '--repeats', ...repeated],
    ...['--json', '--max-retries', '1000'],
  ];
}

/** A command that extends a comparison by its name. */
function extend(rng, one) {
  const line = (...more) => {
    return () => ['resume', one.name, ...more, '--json'];
  };
  const missing = STRATEGIES.filter((name) => !one.strategies.includes(name));
  const kinds = ['repeats', 'repeats', 'trials', ...(missing.length > 0 ? ['strategies'] : [])];
  const kind = rng.next() < 0.15 && one.strategies.length > 1 ? 'auto' : pick(rng, kinds);
  const more = 1 + rng.integer(2);
  const isRelative = rng.next() < 0.5;
  if (kind === 'auto' && !one.isAuto) {
    one.isAuto = true;
    return line('--repeats', 'auto', '--at-most', atMost(one));
  }
  if (kind === 'strategies') {
    const added = pick(rng, missing);
    one.strategies = [...one.strategies, added];
    return line('--strategies', `+${added}`);
  }
  if (kind === 'trials' || one.isAuto) {
    one.trials += more;
    return line('--trials', isRelative ? `+${more}` : String(one.trials));
  }
  one.repeats += more;
  return line('--repeats', isRelative ? `+${more}` : String(one.repeats));
}

/**
 * @param isPair  two commands at once in each step; else one
 * @returns whether choices are scored, and steps of commands, each with the name of its comparison
 */
export function extensionsOf(rng, { isPair }) {
  const objectives = rng.next() < 0.25 ? 2 : 1;
  const all = ['one', 'two'].map((name) => comparison(rng, name, objectives));
  const [one, two] = all;
  // They share runs.
  if (!two.strategies.some((name) => one.strategies.includes(name)))
    two.strategies = [...two.strategies, one.strategies[0]];
  const named = (of, line) => ({ name: of.name, line });
  const steps = isPair
    ? [[named(one, begin(one)), named(two, begin(two))]]
    : [[named(one, begin(one))], [named(one, extend(rng, one))], [named(two, begin(two))]];
  for (let count = 2; count > 0; count--) {
    const first = pick(rng, all);
    const chosen = isPair ? [first, pick(rng, all)] : [first];
    steps.push(chosen.map((of) => named(of, extend(rng, of))));
  }
  return { hasTest: rng.next() < 0.5, steps };
}
