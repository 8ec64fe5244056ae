import { buildService } from './service.mjs';

const { FILE = 'service.db', TRIALS = '40', PORT = '8080', LEASE_MS = '60000' } = process.env;

const app = await buildService({ file: FILE, trials: Number(TRIALS), leaseMs: Number(LEASE_MS) });
const address = await app.listen({ port: Number(PORT), host: '127.0.0.1' });
console.log(`listening at ${address}`);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void app.close().then(() => process.exit(0)));
}
