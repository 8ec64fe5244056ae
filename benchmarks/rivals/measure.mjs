// Measures the rivals as planned, round by round (a seed each), the cheap ones first:
//   npm run rivals:measure -w benchmarks [-- --rounds 3]
// Runs that have a trace are not repeated, so it can be stopped and started at any time.
import { flagsOf, whole } from '../flags.mjs';
import { participant } from '../regret/participants.mjs';
import { namesOf } from '../regret/problems.mjs';
import { measure } from '../regret/runs.mjs';
import { committed } from '../regret/traces.mjs';
import { endTraining } from '../regret/trained.mjs';

/** Libraries, the problems they are measured on, and how many seeds; a run of the last ones takes minutes. */
const plan = [
  ['optuna-cma', 'all', 20],
  ['optuna-tpe', 'all', 20],
  ['optuna-gp', 'all', 20],
  ['smac', 'named', 10],
  ['skopt', 'all', 10],
  ['ax', 'named,trainings', 10],
  ['bayes_opt', 'all', 10],
  ['hebo', 'named,trainings', 10],
  // Close to bayes there, so twice as many.
  ['hebo', 'rosenbrock-4', 20],
];

const flags = flagsOf({ rounds: { type: 'string', default: '20' } });
const rounds = whole('--rounds', flags.rounds);
for (let seed = 1; seed <= rounds; seed++) {
  for (const [label, problems] of plan.filter(([, , wanted]) => seed <= wanted)) {
    const who = participant(label);
    for (const name of namesOf(problems)) {
      await measure({ folder: committed, label, who, name, seeds: [seed] });
    }
    who.end();
  }
}
endTraining();
