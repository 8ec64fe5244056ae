/** The program of a worker: keeps a mirror of one model at a time and runs its fits and maximizations. */
import { adoptModule } from './instance.ts';
import { serve } from './serve.ts';
import { SyncModel } from './sync-model.ts';
import type { Answer, Request } from './workers.ts';

let model: SyncModel | undefined;

serve((message) => answer(message as Request));

function answer(request: Request): Answer {
  const { task } = request;
  try {
    if (request.module) adoptModule(request.module);
    if (request.create) model = new SyncModel(...request.create);
    // After an error the mirror is dropped, and the owner sends everything again.
    const mirror = model!;
    for (const { rows, values } of request.appended) mirror.append(rows, values);
    // Setting hyperparameters drops the factor, so skip it if they are equal.
    if (mirror.hyperparameters().some((log, i) => !Object.is(log, request.theta[i]))) {
      mirror.setHyperparameters(request.theta);
    }
    const [name, settings] = request.work;
    const found = name === 'fit' ? mirror.fitSync(...settings) : mirror.maximizeSync(...settings);
    // The owner sets these as well, so the mirror stays in step.
    if (name === 'fit') mirror.setHyperparameters(found.slice(3));
    return { task, found };
  } catch (error) {
    model = undefined;
    const { code, message } = error as { code?: string; message?: string };
    return { task, error: { code, message: message ?? String(error) } };
  }
}
