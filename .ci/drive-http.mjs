// The official TypeScript client over Streamable HTTP: connects, lists, calls, is refused, leaves.
//
//   node drive-http.mjs FOLDER_WITH_THE_SDK URL       the key is in CODEXMCP_API_KEY
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const [folder, address] = process.argv.slice(2);
const from = createRequire(pathToFileURL(path.join(path.resolve(folder), 'package.json')));
const load = (name) => import(pathToFileURL(from.resolve(`@modelcontextprotocol/sdk/${name}`)));
const { Client } = await load('client/index.js');
const { StreamableHTTPClientTransport } = await load('client/streamableHttp.js');
const { CallToolResultSchema } = await load('types.js');

const fail = (text) => { console.error(`drive-http.mjs: ${text}`); process.exit(1); };
const connect = async (key) => {
  const client = new Client({ name: 'drive', version: '1' });
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  await client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers } }));
  return client;
};

await connect('').then(() => fail('a client without a key came in'), () => {});

const client = await connect(process.env.CODEXMCP_API_KEY);
const { tools } = await client.listTools();
if (!tools.some((tool) => tool.name === 'snowflake_run_query')) fail('tools/list does not name the role\'s tools');

const call = (statement) => client.callTool({ name: 'snowflake_run_query', arguments: { statement } });
const answer = await call('SELECT 40 + 2 AS ANSWER');
if (answer.isError || !JSON.stringify(answer.structuredContent).includes('42')) fail(`the query does not answer 42: ${JSON.stringify(answer).slice(0, 600)}`);
// Asked plainly: callTool would hold the refusal, too, against the schema of results.
const refused = await client.request({ method: 'tools/call', params: { name: 'snowflake_run_query', arguments: { statement: 'DROP TABLE CUSTOMERS' } } }, CallToolResultSchema);
if (!refused.isError || !refused.structuredContent?.error) fail('a statement that changes something must be refused');

await client.transport.terminateSession();
await client.close();
console.log(`${tools.length} tools, the query answers 42, the DROP is refused`);
