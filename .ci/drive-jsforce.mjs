// The sandbox's Salesforce as a client that was not written here sees it: jsforce logs in, queries, pages, writes, reads errors and runs bulk jobs.
// Usage: drive-jsforce.mjs FOLDER-OF-JSFORCE ADDRESS CREDENTIALS-FILE
import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [folder, address, file] = process.argv.slice(2);
const jsforce = createRequire(join(resolve(folder), 'package.json'))('jsforce');
const { auth } = JSON.parse(readFileSync(file, 'utf8'));
const loginUrl = address.replace(/\/$/, '');
const refused = async (promise, code) => assert.equal((await promise.then(() => assert.fail(`${code} was expected`), error => error)).errorCode, code);

// Both ways to log in.
const conn = new jsforce.Connection({ version: '66.0', oauth2: { loginUrl, clientId: auth.client_id, clientSecret: auth.client_secret } });
await conn.authorize({ grant_type: 'client_credentials' });
assert.equal(new URL(conn.instanceUrl).host, new URL(loginUrl).host);

const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { iss: auth.client_id, sub: auth.username, aud: 'https://login.salesforce.com', exp: Math.floor(Date.now() / 1000) + 120 };
const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
const jwt = new jsforce.Connection({ version: '66.0', oauth2: { loginUrl, clientId: auth.client_id } });
await jwt.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(auth.private_key, 'base64url')}` });
assert.ok((await jwt.query('SELECT Id FROM Account LIMIT 1')).records[0].Id);
const who = await jwt.identity();
assert.ok(who.user_id && who.organization_id);

// Reading: one page, all pages, children, aggregates, descriptions.
const contacts = await conn.query('SELECT Id, Name, Account.Name FROM Contact ORDER BY Name', { autoFetch: true, maxFetch: 5000 });
assert.equal(contacts.records.length, contacts.totalSize);
const parents = await conn.query('SELECT Name, (SELECT Id, StageName FROM Opportunities) FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity) LIMIT 3');
assert.ok(parents.records.every(account => account.Opportunities.records.length > 0));
const counted = await conn.query('SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName');
assert.ok(counted.records.every(group => group.n > 0));
assert.ok((await conn.sobject('Opportunity').describe()).fields.find(field => field.name === 'StageName').picklistValues.length > 3);
assert.ok((await conn.describeGlobal()).sobjects.some(object => object.name === 'Usage__c'));
assert.ok((await conn.request('/services/data/v66.0/limits')).DailyApiRequests.Max > 0);

// Writing: what is written is there on the next read.
const made = await conn.sobject('Account').create({ Name: 'Driven by a test' });
assert.ok(made.success);
await conn.sobject('Account').update({ Id: made.id, Description: "Quotes ' and \\ survive" });
assert.equal((await conn.sobject('Account').retrieve(made.id)).Description, "Quotes ' and \\ survive");
await conn.sobject('Account').update({ Id: made.id, BillingCity: "It's here" }); // jsforce escapes quotes only, so no backslash in what it looks for
assert.equal((await conn.sobject('Account').find({ BillingCity: "It's here" }, ['Id']))[0].Id, made.id);
const many = await conn.sobject('Contact').create([{ LastName: 'One', AccountId: made.id }, { LastName: 'Two', AccountId: made.id }]);
assert.ok(many.every(one => one.success));
const key = `driven-${Date.now()}`;
const upserted = await conn.sobject('Account').upsert({ Name: 'Upserted', External_Id__c: key }, 'External_Id__c');
assert.ok(upserted.success);
await conn.sobject('Account').upsert({ Name: 'Upserted again', External_Id__c: key }, 'External_Id__c');
const again = await conn.query(`SELECT Id, Name FROM Account WHERE External_Id__c = '${key}'`);
assert.deepEqual(again.records.map(record => record.Name), ['Upserted again']);
await conn.sobject('Account').destroy(again.records[0].Id);
await refused(conn.sobject('Account').retrieve(again.records[0].Id), 'NOT_FOUND');

// Errors as the vendor words them.
await refused(conn.query('SELECT Nope FROM Account'), 'INVALID_FIELD');
await refused(conn.query('SELECT Id FROM Nope'), 'INVALID_TYPE');
await refused(conn.query('SELEKT Id FROM Account'), 'MALFORMED_QUERY');
await refused(conn.sobject('Contact').create({ FirstName: 'Nameless' }), 'REQUIRED_FIELD_MISSING');

// Bulk 2.0, both directions.
const loaded = await conn.bulk2.loadAndWaitForResults({ object: 'Contact', operation: 'insert', input: [{ LastName: 'Bulk, "quoted"', AccountId: made.id }, { LastName: '', AccountId: made.id }], pollInterval: 50, pollTimeout: 20000 });
assert.equal(loaded.successfulResults.length, 1);
assert.equal(loaded.failedResults.length, 1);
const stream = await conn.bulk2.query(`SELECT Id, LastName FROM Contact WHERE AccountId = '${made.id}'`, { pollInterval: 50, pollTimeout: 20000 });
const rows = await stream.toArray();
assert.deepEqual(rows.map(row => row.LastName).sort(), ['Bulk, "quoted"', 'One', 'Two']);

console.log('jsforce logged in both ways, queried, paged, described, wrote, upserted, deleted, read errors and ran bulk jobs');
