import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { createImporter } from '../intake/index.ts';
import { testApp } from './fixtures.ts';

const { as, store, engine } = await testApp({ after });

const octets = { headers: { 'content-type': 'application/octet-stream' } };
const send = (role: 'admin' | 'marketer' | 'analyst', text: string, file = 'clients.csv') =>
  as(role, 'POST', `/api/imports/uploads?file=${encodeURIComponent(file)}`, Buffer.from(text, 'latin1'), octets);

const CLIENTS = 'courriel;prénom;ville\nana@exemple.fr;Ana;Nîmes\npersonne;Rien;Sète\n=1+1@x;Piège;"a;b"\n';

test('[AP180] a file is sent, looked at, read in by the server and reported; analysts follow only', async () => {
  assert.equal((await send('analyst', CLIENTS)).statusCode, 403);
  const sent = await send('marketer', CLIENTS);
  assert.equal(sent.statusCode, 200, sent.body);
  const { id, bytes } = sent.json();
  assert.equal(bytes, CLIENTS.length);
  const look = (await as('marketer', 'POST', `/api/imports/uploads/${id}/look`, {})).json();
  assert.deepEqual(
    [look.kind, look.problem, look.file.encoding, look.file.bad],
    ['customers', null, 'windows-1252', 2],
  );
  assert.deepEqual(look.lines[0].facts[0].body.traits.firstName, 'Ana');
  assert.match(look.lines[1].fault.says.fr, /« personne » n’a pas de @/);
  const bad = await as('marketer', 'POST', `/api/imports/uploads/${id}/look`, {
    mapping: { columns: { nom: 'email' } },
  });
  assert.deepEqual([bad.statusCode, bad.json().error.code], [422, 'IMPORT_UNKNOWN_COLUMN']);
  const lacking = (
    await as('marketer', 'POST', `/api/imports/uploads/${id}/look`, { mapping: { columns: { courriel: null } } })
  ).json();
  assert.deepEqual(lacking.problem.fields, ['externalId', 'email', 'phone']);

  const begun = (await as('marketer', 'POST', `/api/imports/uploads/${id}/start`, { kind: 'customers' })).json();
  const importer = createImporter({ store, log: pino({ level: 'silent' }) });
  importer.start();
  const run = async () => (await as('analyst', 'GET', `/api/imports/${begun.id}`)).json();
  for (const end = Date.now() + 60_000; (await run()).state === 'running'; await sleep(50)) {
    assert.ok(Date.now() < end, 'it does not end');
    await engine.quiet();
  }
  await importer.stop();
  const { state, report, progress } = await run();
  assert.deepEqual([state, report.rowsKept, progress.faults, progress.upload], ['finished', 1, 2, null]);
  const { items } = (await as('analyst', 'GET', `/api/imports/${begun.id}/faults?limit=1`)).json();
  assert.deepEqual([items.length, items[0].line], [1, 3]);
  const csv = (await as('analyst', 'GET', `/api/imports/${begun.id}/faults.csv?language=en`)).body.split('\r\n');
  assert.equal(csv[0], '\ufeffLine;Column;What is wrong;What to do;Content of the line');
  assert.match(csv[2]!, /;"?'=1\+1@x;Piège;/u);
  assert.equal((await as('admin', 'GET', '/api/people?email=ana@exemple.fr')).json().items.length, 1);
});

test('[AP180] a file that is too large is refused with a sentence, and one that is given up is gone', async () => {
  await as('admin', 'PUT', '/api/settings/intake.longestUpload', { value: 1_048_576 });
  const large = await send('marketer', `email\n${'ana@exemple.fr\n'.repeat(80_000)}`);
  assert.deepEqual([large.statusCode, large.json().error.code], [413, 'INTAKE_UPLOAD_TOO_LARGE']);
  const { id } = (await send('marketer', CLIENTS)).json();
  assert.equal((await as('marketer', 'DELETE', `/api/imports/uploads/${id}`)).statusCode, 200);
  const gone = await as('marketer', 'POST', `/api/imports/uploads/${id}/look`, {});
  assert.deepEqual([gone.statusCode, gone.json().error.code], [404, 'INTAKE_UPLOAD_UNKNOWN']);
  assert.equal((await as('marketer', 'POST', '/api/imports/uploads/nothing/look', {})).statusCode, 404);
});
