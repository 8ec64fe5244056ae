/** The program of a worker: mirrors one model at a time and does its long work. */
import { adoptModule } from './instance.ts';
import { serve } from './platform.ts';
import { SyncModel } from './sync-model.ts';
import type { Answer, Request } from './workers.ts';

let model: SyncModel | undefined;

serve((message) => answer(message as Request));

function answer(request: Request): Answer {
  const { task } = request;
  try {
    if (request.module) adoptModule(request.module);
    if (request.create) model = new SyncModel(...request.create);
    // A failed answer leaves no half-made mirror behind: the owner starts over.
    const mirror = model!;
    for (const { rows, values } of request.appended) mirror.append(rows, values);
    // Setting them drops the factor, so equal ones are not set.
    if (mirror.hyperparameters().some((log, i) => !Object.is(log, request.packed[i]))) {
      mirror.setHyperparameters(request.packed);
    }
    const [name, settings] = request.work;
    const found = name === 'fit' ? mirror.fitSync(...settings) : mirror.maximizeSync(...settings);
    // The owner takes these too, and both have the same again.
    if (name === 'fit') mirror.setHyperparameters(found.slice(3));
    return { task, found };
  } catch (error) {
    model = undefined;
    const { code, message } = error as { code?: string; message?: string };
    return { task, error: { code, message: message ?? String(error) } };
  }
}
