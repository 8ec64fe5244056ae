// Runs strategies on problems and keeps every trace; runs that have a trace are not repeated:
//   npm run regret -w benchmarks -- --strategies bayes,optuna-gp --problems branin --seeds 10
// `--problems` takes names, `bar`, `named`, `trainings`, `development`, `validation`, `formulas` or `all`;
// `--traces` another folder. Runs of another version count too, unless `--fresh` is given: then their seeds are
// run again and replace them one by one, so that a stopped `--fresh` can be continued.
import { flagsOf, whole } from '../flags.mjs';
import { participant } from './participants.mjs';
import { namesOf } from './problems.mjs';
import { measure } from './runs.mjs';
import { committed } from './traces.mjs';
import { endTraining } from './trained.mjs';

const flags = flagsOf({
  strategies: { type: 'string', default: 'bayes' },
  problems: { type: 'string', default: 'bar' },
  seeds: { type: 'string', default: '10' },
  traces: { type: 'string', default: committed },
  fresh: { type: 'boolean', default: false },
});
const names = namesOf(flags.problems);
const seeds = Array.from({ length: whole('--seeds', flags.seeds) }, (_, i) => i + 1);

// All names first, so that an unknown one is reported before hours are spent.
const taking = flags.strategies.split(',').map((label) => ({ label, who: participant(label) }));
for (const { label, who } of taking) {
  for (const name of names) {
    await measure({ folder: flags.traces, label, who, name, seeds, fresh: flags.fresh });
  }
  who.end();
}
endTraining();
