// Runs in a worker, so that the page stays responsive while the model is fitted.
import { createStudy, float } from '@tune/core';
import { bayes } from '@tune/strategies';
import { branin, X, Y } from './landscape.ts';
import type { Message } from './messages.ts';

const tell = (message: Message): void => postMessage(message);

async function search(): Promise<void> {
  const strategy = bayes();
  const study = await createStudy({
    space: { x: float(X.low, X.high), y: float(Y.low, Y.high) },
    strategy,
    seed: 1,
  });
  await study.optimize(({ x, y }) => branin(x, y), {
    trials: 30,
    onEvent(event) {
      if (event.type !== 'trial-ended') return;
      const { number, point, value = NaN, meta } = event.trial;
      const { phase } = meta as { readonly phase: string };
      tell({ type: 'trial', trial: { number, ...point, value, phase }, isBest: event.improved });
    },
  });
  // Which build of the Gaussian process was used.
  const { signal } = new AbortController();
  const [info] = (await strategy.setup?.({ signal, progress: () => undefined })) ?? [];
  tell({ type: 'done', value: study.best?.value ?? NaN, backend: info?.value ?? '' });
}

// A rejected promise of a worker reaches no one; an error that is thrown from a timer reaches the page.
search().catch((error: unknown) => {
  setTimeout(() => {
    throw error;
  });
});
