// The sandbox's HubSpot as the vendor's own client sees it: @hubspot/api-client lists, searches, pages, writes, associates and reads errors.
// Usage: drive-hubspot.mjs FOLDER-OF-THE-CLIENT ADDRESS CREDENTIALS-FILE
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [folder, address, file] = process.argv.slice(2);
const { Client } = createRequire(join(resolve(folder), 'package.json'))('@hubspot/api-client');
const { auth } = JSON.parse(readFileSync(file, 'utf8'));
const basePath = address.replace(/\/$/, '');
const client = new Client({ accessToken: auth.token, basePath, numberOfApiCallRetries: 0 });
const refused = async (promise, status, category) => {
  const error = await promise.then(() => assert.fail(`${status} was expected`), caught => caught);
  assert.equal(error.code, status);
  if (category) assert.equal(error.body.category, category);
};

// Reading: a page, all pages, search, descriptions.
const page = await client.crm.contacts.basicApi.getPage(10);
assert.equal(page.results.length, 10);
assert.ok(page.paging.next.after);
const all = await client.crm.contacts.getAll(100, undefined, ['email']);
assert.ok(all.length > 100 && new Set(all.map(contact => contact.id)).size === all.length);
const email = all.find(contact => contact.properties.email).properties.email;
const found = await client.crm.contacts.searchApi.doSearch({ filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: email }] }], properties: ['email'], limit: 10 });
assert.deepEqual(found.results.map(contact => contact.properties.email), [email]);
assert.equal((await client.crm.contacts.basicApi.getById(email, ['email'], undefined, undefined, false, 'email')).properties.email, email);
assert.ok((await client.crm.owners.ownersApi.getPage()).results.length > 0);
assert.ok((await client.crm.pipelines.pipelinesApi.getAll('deals')).results[0].stages.length > 3);
assert.ok((await client.crm.properties.coreApi.getAll('companies')).results.some(property => property.name === 'domain'));

// Writing: what is written is there on the next read.
const company = await client.crm.companies.basicApi.create({ properties: { name: 'Driven by a test', domain: 'driven.example' }, associations: [] });
const contact = await client.crm.contacts.basicApi.create({ properties: { email: `driven-${Date.now()}@driven.example`, lastname: "O'Quote \\ \"Slash\"" }, associations: [] });
await client.crm.contacts.basicApi.update(contact.id, { properties: { firstname: 'Ada' } });
const read = await client.crm.contacts.basicApi.getById(contact.id, ['firstname', 'lastname']);
assert.equal(`${read.properties.firstname} ${read.properties.lastname}`, "Ada O'Quote \\ \"Slash\"");
await client.crm.associations.v4.basicApi.createDefault('contacts', contact.id, 'companies', company.id);
const linked = await client.crm.associations.v4.basicApi.getPage('contacts', contact.id, 'companies');
assert.deepEqual(linked.results.map(one => String(one.toObjectId)), [company.id]);
const batch = await client.crm.contacts.batchApi.create({ inputs: [{ properties: { email: `one-${Date.now()}@driven.example` }, associations: [] }, { properties: { email: `two-${Date.now()}@driven.example` }, associations: [] }] });
assert.equal(batch.results.length, 2);
const note = await client.crm.objects.notes.basicApi.create({ properties: { hs_timestamp: new Date().toISOString(), hs_note_body: 'A note' }, associations: [{ to: { id: contact.id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 202 }] }] });
assert.ok(note.id);

// Errors as the vendor words them.
await refused(client.crm.contacts.basicApi.create({ properties: { email }, associations: [] }), 409, 'CONFLICT');
await refused(client.crm.contacts.basicApi.create({ properties: { nope_nope: 'x' }, associations: [] }), 400, 'VALIDATION_ERROR');
await refused(client.crm.contacts.basicApi.getById('999999999999'), 404, 'OBJECT_NOT_FOUND');
await refused(new Client({ accessToken: 'pat-na1-wrong', basePath, numberOfApiCallRetries: 0 }).crm.contacts.basicApi.getPage(1), 401, 'INVALID_AUTHENTICATION');

await client.crm.contacts.basicApi.archive(contact.id);
await refused(client.crm.contacts.basicApi.getById(contact.id), 404);

console.log('the HubSpot client listed, paged, searched, wrote, associated, noted, archived and read errors');
