import type { Ask, Point, Strategy, Suggestion } from '@tune/core';
import { createRng, drawPoint, EvaluatedPoints, yieldToEventLoop } from '@tune/core/plugin';

/** Takes a few turns of the event loop for each answer, another number each time. */
export async function slowly<T>(ask: Ask, answer: () => Promise<T>): Promise<T> {
  const turns = createRng(ask.history.ended.length).integer(3);
  for (let turn = 0; turn < turns; turn++) await yieldToEventLoop();
  ask.signal.throwIfAborted();
  return answer();
}

async function listOf(count: number, next: () => Promise<Suggestion | undefined>) {
  const suggestions: Suggestion[] = [];
  while (suggestions.length < count) {
    const suggestion = await next();
    if (suggestion === undefined) break;
    suggestions.push(suggestion);
  }
  return suggestions;
}

/** Draws without a look at other trials. */
export const drawing = (): Strategy => ({
  name: 'drawing',
  apiVersion: 1,
  version: '1',
  options: { draws: 1 },
  capabilities: { parallel: true, exhaustive: false },
  setup: async () => [{ label: 'draws', value: '1' }],
  suggest: (ask) =>
    slowly(ask, () =>
      listOf(ask.count, async () => ({
        point: await drawPoint(ask.space, ask.rng, ask.signal),
        meta: { phase: 'draw' },
      })),
    ),
});

/** Suggests points of a finite space that no trial has. It keeps their spelling between asks. */
export const exhaustive = (): Strategy => ({
  name: 'exhaustive',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: true },
  suggest: (ask) =>
    slowly(ask, async () => {
      const points = new EvaluatedPoints(ask);
      return listOf(ask.count, async () => {
        const found = await points.drawNew(ask.rng);
        if (found !== undefined) points.add(found.point);
        return found && { point: found.point };
      });
    }),
});

/** Takes one step from the latest trial, so it has to know how that one ended. */
export const sequential = (): Strategy => ({
  name: 'sequential',
  apiVersion: 1,
  capabilities: { parallel: false, exhaustive: false },
  suggest: (ask) =>
    slowly(ask, async () => [
      {
        point: await drawPoint(ask.space, ask.rng, ask.signal),
        meta: { after: ask.history.ended.length },
      },
    ]),
});

/** Recommends the point of the best loss, or leaves it to the study. */
export const recommending = (): Strategy => ({
  ...drawing(),
  recommend: async ({ history }) => history.incumbent?.point,
});

/** An instance of a class, as many write it. */
class Climber implements Strategy {
  readonly name = 'climber';
  readonly apiVersion = 1;
  readonly capabilities = { parallel: true, exhaustive: false };
  readonly #reach = 0.1;

  async suggest({ space, history, count, rng, signal }: Ask): Promise<readonly Suggestion[]> {
    return listOf(count, async () => ({
      point:
        (await this.#near(history.incumbent?.point, space, rng)) ??
        (await drawPoint(space, rng, signal)),
    }));
  }

  async #near(best: Point | undefined, space: Ask['space'], rng: Ask['rng']) {
    if (best === undefined) return undefined;
    const row = space
      .encode(best)
      .map((unit) => Math.min(1, Math.max(0, unit + this.#reach * rng.normal())));
    const point = space.decode(row);
    return space.violated(point).length === 0 ? point : undefined;
  }
}

/** Looks around the best point so far. */
export const climbing = (): Strategy => new Climber();
