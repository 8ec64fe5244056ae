import { createServer } from 'node:http';

/**
 * A registry on the loopback interface that has the packed packages only. Package managers ask it for the scope
 * @tune and their usual registry for everything else, so that projects install by name and version, as users do.
 */
export async function serveRegistry(packages) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.split('?')[0]).slice(1);
    const [name, file] = path.split('/-/');
    const found = Object.hasOwn(packages, name) ? packages[name] : undefined;
    if (found === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    } else if (file !== undefined) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found.contents);
    } else {
      const body = JSON.stringify(packument(found, `http://${request.headers.host}`));
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function packument({ manifest, integrity, shasum }, host) {
  const { name, version } = manifest;
  const tarball = `${host}/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
  const about = { ...manifest, _id: `${name}@${version}`, dist: { tarball, integrity, shasum } };
  const time = '2026-01-01T00:00:00.000Z';
  return {
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: { [version]: about },
    time: { created: time, modified: time, [version]: time },
  };
}
