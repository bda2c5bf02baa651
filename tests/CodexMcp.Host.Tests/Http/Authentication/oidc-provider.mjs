// Runs the npm package oidc-provider on a free loopback port, for OpenIdProviderTests: clients that act for themselves get a signed
// token for the resource .../mcp/sales and an opaque one for every other. Prints the issuer on a line, and ends with its input.
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
    { client_id: 'agent', client_secret: 'agent-secret', grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: 'mcp:sales' },
    { client_id: 'host', client_secret: 'host-secret', grant_types: [], redirect_uris: [], response_types: [] },
  ],
  scopes: ['mcp:sales'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({
        scope: 'mcp:sales',
        audience: resource,
        accessTokenTTL: 300,
        accessTokenFormat: resource.endsWith('/mcp/sales') ? 'jwt' : 'opaque',
      }),
    },
  },
});
handle = provider.callback();
process.stdin.on('end', () => process.exit(0)).resume();
console.log(issuer);
