// A service and eight clients for a look: `npm run demo`.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { work } from './client.mjs';
import { buildService } from './service.mjs';

const file = join(mkdtempSync(join(tmpdir(), 'service-')), 'service.db');
const app = await buildService({ file, trials: 40 });
const url = await app.listen({ port: 0, host: '127.0.0.1' });
const told = await Promise.all(Array.from({ length: 8 }, () => work(url)));
for (const [index, ids] of told.entries())
  console.log(`client ${index + 1}: trials ${ids.join(', ')}`);
console.log(await (await fetch(url)).json());
await app.close();
