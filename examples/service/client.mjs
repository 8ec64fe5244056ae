import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** What a client would train: here a bowl, and a little time. */
async function train({ lr, units }) {
  await wait(20);
  return (Math.log10(lr) + 2) ** 2 + (Math.log2(units) - 6) ** 2 / 4;
}

/**
 * Works for a service until its study is over; meanwhile the service may be restarted.
 * @returns the ids of the trials whose outcome it told
 */
export async function work(url, { evaluate = train, onTrial = () => {} } = {}) {
  const told = [];
  for (;;) {
    const trial = await request(url, 'POST', '/trials');
    if (trial.over) return told;
    if (trial.id === undefined) {
      // All that is left is with other clients.
      await wait(50);
      continue;
    }
    const { id, lease, leaseMs } = trial;
    onTrial(trial);
    const beat = setInterval(() => {
      request(url, 'PUT', `/trials/${id}/lease`, { lease }).catch(() => {});
    }, leaseMs / 3);
    const outcome = await evaluate(trial.point, trial).then(
      (value) => ({ value }),
      (error) => ({ failed: error.message }),
    );
    clearInterval(beat);
    const answer = await request(url, 'PUT', `/trials/${id}/outcome`, { lease, ...outcome });
    if (answer.error === undefined) told.push(id);
  }
}

/** Asks until there is an answer: a service that restarts refuses connections for a moment. */
async function request(url, method, path, body) {
  for (;;) {
    try {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(url + path, { method, headers, ...sent });
      if (response.status < 500) return await response.json();
    } catch {
      // It is not there now.
    }
    await wait(100);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [url = 'http://127.0.0.1:8080'] = process.argv.slice(2);
  console.log(`told ${(await work(url)).length} trials`);
}
