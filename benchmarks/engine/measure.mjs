// One measurement in a process of its own, for run.mjs: the figure as JSON.
//   node benchmarks/engine/measure.mjs NAME CHECKOUT FOLDER
import { openCheckout } from './checkout.mjs';
import { MEASUREMENTS, storeMany } from './measurements.mjs';

const [name, path, folder] = process.argv.slice(2);
const checkout = await openCheckout(path);
const figure =
  name === 'store'
    ? await storeMany(checkout, folder)
    : await MEASUREMENTS[name].run(checkout, folder);
process.stdout.write(`${JSON.stringify(figure ?? null)}\n`);
// What was measured may leave timers and connections behind.
process.exit();
