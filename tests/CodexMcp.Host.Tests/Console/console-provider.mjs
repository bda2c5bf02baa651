// Runs the npm package oidc-provider on a free loopback port, for RealProviderTests: a person signs in with any name on its own pages.
// Prints the issuer on a line, and ends with its input.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const { default: Provider } = await import(pathToFileURL(resolve(process.argv[2], 'node_modules/oidc-provider/lib/index.js')));

const server = createServer((request, response) => handle(request, response));
let handle = (_, response) => response.writeHead(503).end();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'console', client_secret: 'console-secret', application_type: 'native', grant_types: ['authorization_code'], response_types: ['code'],
      redirect_uris: ['http://127.0.0.1:5100/console/sign-in/callback'],
    },
  ],
  pkce: { required: () => true },
});
handle = provider.callback();
process.stdin.on('end', () => process.exit(0)).resume();
console.log(issuer);
