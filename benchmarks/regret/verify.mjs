// After a change that is meant to change no suggestion: repeats a sample of the kept runs of ours with the
// code as it is built, and compares every value. If all are equal, verified.json says so, and the kept runs
// count as runs of this version; if one differs, nothing is written, and `--fresh` of measure.mjs is due.
//   npm run regret:verify -w benchmarks [-- --strategies bayes,random --problems formulas --seeds 3]
import { flagsOf, Mistake, whole } from '../flags.mjs';
import { writeJson } from '../json-file.mjs';
import { participant } from './participants.mjs';
import { all, namesOf, problemHash } from './problems.mjs';
import { hereAndNow, run } from './runs.mjs';
import { committed, readTraces } from './traces.mjs';
import { endTraining } from './trained.mjs';
import { readVerified, verifiedFile } from './verified.mjs';

const flags = flagsOf({
  strategies: { type: 'string', default: 'bayes,random' },
  problems: { type: 'string', default: 'formulas' },
  seeds: { type: 'string', default: '3' },
});
const names = namesOf(flags.problems);
const seeds = whole('--seeds', flags.seeds);
const verified = readVerified();

for (const strategy of flags.strategies.split(',')) {
  const who = participant(strategy);
  const [same, repeated] = [new Set(), new Set()];
  let [runs, different] = [0, 0];
  for (const name of names) {
    const hash = await problemHash(all[name]);
    const kept = readTraces(committed, name, strategy)
      .filter((trace) => trace.hash === hash)
      .toSorted((a, b) => a.seed - b.seed);
    for (const { seed, version, values, distinct } of kept.slice(0, seeds)) {
      const again = await run(who, all[name], seed);
      const at = values.findIndex((value, index) => value !== again.values[index]);
      const isEqual =
        at < 0 && again.values.length === values.length && again.distinct === distinct;
      if (!isEqual) different += 1;
      same.add(version);
      repeated.add(name);
      runs += 1;
      const how = isEqual
        ? 'equal'
        : `different from trial ${(at < 0 ? values.length : at) + 1} on`;
      console.log(`${strategy} ${name} seed ${seed}: ${how}`);
    }
    // A run of a version that was not repeated may be another search.
    for (const { version } of kept) {
      if (!same.has(version))
        throw new Mistake(`${name}: no run of version ${version} was repeated`);
    }
  }
  who.end();
  if (runs === 0) throw new Mistake(`no runs of ${strategy} on ${flags.problems} are kept`);
  if (different > 0) {
    console.error(`${strategy}: ${different} of ${runs} runs differ with version ${who.version}`);
    process.exitCode = 1;
    continue;
  }
  const { version } = who;
  verified[strategy] = {
    ...{ version, same: [...same], runs, problems: repeated.size },
    ...hereAndNow(),
  };
  await writeJson(verifiedFile, verified, 6);
  console.log(`${strategy}: all ${runs} runs are equal with version ${version}`);
}
endTraining();
