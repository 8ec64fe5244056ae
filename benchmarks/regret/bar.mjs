// Measures the aims of bayes apart from regret: batches of four, eight running trials, changes that must not
// matter, duplicates on a grid. The figures go into bar.json, which the regret page shows:
//   npm run regret:bar -w benchmarks [-- --seeds 60 --histories 200 --out FILE]
import { flagsOf, whole } from '../flags.mjs';
import { writeJson } from '../json-file.mjs';
import { batches } from './bar/batches.mjs';
import { duplicates } from './bar/grid.mjs';
import { invariance } from './bar/invariance.mjs';
import { barFile, barRows } from './bar/rows.mjs';
import { running } from './bar/running.mjs';
import { participant } from './participants.mjs';
import { hereAndNow } from './runs.mjs';
import { aimTable } from './tables.mjs';

const flags = flagsOf({
  seeds: { type: 'string', default: '60' },
  histories: { type: 'string', default: '200' },
  out: { type: 'string', default: barFile },
});
const seeds = Array.from({ length: whole('--seeds', flags.seeds) }, (_, i) => i + 1);
const histories = whole('--histories', flags.histories);
// On stderr, so that stdout has the table only.
const progress = (what) => console.error(what);

const { version } = participant('bayes');
const result = {
  version,
  ...hereAndNow(),
  seeds: seeds.length,
  histories,
  grid: await duplicates(progress),
  invariance: await invariance(histories, progress),
  running: await running(seeds, progress),
  batches: await batches(seeds, progress),
};
await writeJson(flags.out, result, 6);
console.log(aimTable(barRows(result)));
