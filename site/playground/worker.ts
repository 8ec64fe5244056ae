// Everything is computed here, so that the page stays responsive.
import type { Answer, Request } from './messages.ts';
import { Search } from './search.ts';

const tell = (answer: Answer): void => postMessage(answer);

let search: Search | undefined;
/** One request after the other. */
let last = Promise.resolve();

async function answer(request: Request): Promise<void> {
  if (request.type === 'begin') {
    search = await Search.begin(request.settings);
    const { ground } = search;
    tell({ type: 'begun', search: request.search, ground, state: await search.state() });
  } else if (search !== undefined) {
    await search.step();
    tell({ type: 'stepped', search: request.search, state: await search.state() });
  }
}

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  last = last
    .then(() => answer(data))
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      tell({ type: 'failed', search: data.search, reason });
    });
});
