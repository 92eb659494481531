import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commandLine } from '../../../test/support/command-line.ts';
import { freshDatabase } from '../../../test/support/database.ts';
import { openMailSink } from '../../../test/support/mail-sink.ts';
import { loadConfig } from '../../config.ts';
import { type RunningServer, startServer } from '../../server.ts';
import { carriesToken, findServer, newToken, TOKEN_CHECK_PATH, writeServerFile } from '../server-file.ts';
import { listText, progressText } from './campaign.ts';
import { cell } from './export.ts';

let server: RunningServer | undefined;
after(() => server?.stop());
const { url, pool } = await freshDatabase();
const folder = mkdtempSync(join(tmpdir(), 'declic-commands-'));
after(() => rmSync(folder, { recursive: true }));
const env = { DECLIC_DATA: folder, DATABASE_URL: url, LOG_LEVEL: 'silent', PORT: '0' };
const declic = commandLine(env);

/** A server on the folder, as `declic start` leaves one: commands find it by its file. */
async function serve(): Promise<void> {
  const token = newToken();
  const isLocalCommand = (authorization: string | undefined) => carriesToken(authorization, token);
  server = await startServer({ config: loadConfig(env), clock: null, isLocalCommand, log: () => {} });
  writeServerFile(folder, { address: server.address, pid: process.pid, token });
}

test('[CL11] without a running server a command starts one of its own, for itself', async () => {
  assert.deepEqual(JSON.parse((await declic('key', 'list', '--json')).out), []);
  assert.equal(await findServer(folder), null);
  await serve();
  assert.notEqual(await findServer(folder), null);
});

test('[CL11] “key create --json” answers id, kind and key; “key list” shows it; “key revoke” ends it', async () => {
  const made = await declic('key', 'create', '--kind', 'write', '--name', 'site', '--json');
  assert.equal(made.code, 0, made.err);
  const { id, kind, key, ...rest } = JSON.parse(made.out);
  assert.deepEqual([kind, rest], ['write', {}]);
  const [line] = JSON.parse((await declic('key', 'list', '--json')).out);
  assert.deepEqual([line.id, line.name, line.hint, line.revokedAt], [id, 'site', key, null]);
  assert.equal((await declic('key', 'revoke', id)).code, 0);
  assert.notEqual(JSON.parse((await declic('key', 'list', '--json')).out)[0].revokedAt, null);
});

test('[CL19] who has forgotten their password gets a one-time link from whoever runs the machine', async () => {
  await pool.query(
    `insert into account (id, email, name, role, password_hash, created_at)
     values (gen_random_uuid(), 'claire@shop.example', 'Claire', 'admin', 'forgotten', now())`,
  );
  const made = await declic('account', 'link', 'Claire@shop.example', '--json');
  assert.equal(made.code, 0, made.err);
  const { link } = JSON.parse(made.out);
  assert.ok(link.startsWith(`${server!.address}/`), link);
  assert.equal((await fetch(link)).status, 200);
  const other = JSON.parse((await declic('account', 'link', 'nobody@shop.example', '--json')).out);
  assert.equal(other.error.code, 'CLI_NO_ACCOUNT');
  assert.equal((await declic('account', 'link')).code, 2);
  const [line] = JSON.parse((await declic('account', 'list', '--json')).out);
  assert.deepEqual([line.email, line.role], ['claire@shop.example', 'admin']);
  const { rows } = await pool.query(`select actor, target from audit where action = 'account.link'`);
  assert.deepEqual(rows, [{ actor: 'command line', target: 'claire@shop.example' }]);
});

test('[CL11] a wrong kind is a sentence and exit code 2, an unknown key a sentence and 1', async () => {
  const wrong = await declic('key', 'create', '--kind', 'master');
  assert.deepEqual([wrong.code, /--kind is write or secret/.test(wrong.err)], [2, true]);
  const unknown = await declic('key', 'revoke', 'nothing', '--json');
  assert.equal(unknown.code, 1);
  assert.equal(JSON.parse(unknown.out).error.code, 'ACCESS_KEY_UNKNOWN');
});

test('[CL12] a scenario with faults is judged with exit code 1; one without is published from its file and listed', async () => {
  const file = join(folder, 'hello.json');
  const draft = {
    key: 'hello',
    name: 'Hello',
    triggers: [{ id: 'call', kind: 'api' }],
    start: 'end',
    steps: { end: { kind: 'exit' } },
  };
  writeFileSync(file, JSON.stringify({ ...draft, start: 'nowhere' }));
  const judged = await declic('scenario', 'validate', file);
  assert.equal(judged.code, 1);
  assert.match(judged.out, /✗ .*nowhere/);
  writeFileSync(file, JSON.stringify(draft));
  const published = await declic('scenario', 'publish', file, '--json');
  assert.equal(JSON.parse(published.out).version, 1, published.err);
  assert.match((await declic('scenario', 'list')).out, /hello +version 1 +Hello/);
  const missing = await declic('scenario', 'validate', join(folder, 'none.json'));
  assert.match(missing.err, /none\.json cannot be read/);
});

test('[CL14] templates of files are published, a body beside the file or inside; a file that cannot be read keeps nothing', async () => {
  const example = (name: string) => fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));
  const files = [example('scenarios/templates.json'), example('messages/trial-tip.json')];
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, '{"key":');
  const refused = await declic('template', 'publish', ...files, broken);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /broken\.json cannot be read/);
  assert.deepEqual(JSON.parse((await declic('template', 'list', '--json')).out), []);
  const unaddressed = await declic('template', 'publish', ...files);
  assert.match(unaddressed.err, /published:\n {2}- .*shop\.postalAddress.*\nMend these points/s);
  await declic('setting', 'set', 'shop.postalAddress', '1 rue du Port, 35000 Rennes');
  await declic('setting', 'set', 'delivery.senderAddress', 'bonjour@atelier.example');
  const published = await declic('template', 'publish', ...files, '--json');
  assert.equal(published.code, 0, published.err);
  const keys = JSON.parse(published.out).map(({ key, version }: { key: string; version: number }) => [key, version]);
  assert.ok(keys.length === 5 && keys.every(([, version]: [string, number]) => version === 1));
});

test('[CL42] C10 · a campaign of a file is looked at, planned, held, taken back and cancelled; one that is not complete says what is missing', async () => {
  const file = join(folder, 'spring.json');
  const plan = {
    key: 'spring',
    name: 'Spring sale',
    to: { rule: { trait: 'city', op: 'is', value: 'Paris' } },
    messages: [{ template: 'trial-tip' }],
    when: { at: '2099-03-03T09:00' },
  };
  writeFileSync(file, JSON.stringify({ ...plan, messages: [] }));
  const faulty = await declic('campaign', 'plan', file);
  assert.deepEqual([faulty.code, /choose a message/.test(faulty.err)], [1, true]);
  await pool.query(
    `insert into person (bucket, id, external_id, first_seen, traits) values (0, gen_random_uuid(), 'ada', now(), '{"city": "Paris"}')`,
  );
  writeFileSync(file, JSON.stringify(plan));
  const look = await declic('campaign', 'forecast', file);
  assert.match(look.out, /0 of 1 would get it\.\nPEOPLE +LEFT OUT\n1 +no_address/);
  assert.equal((await declic('campaign', 'plan', file)).out, 'spring is planned.\n');
  const states = [];
  for (const verb of ['pause', 'resume', 'take-back', 'plan', 'cancel'])
    states.push((await declic('campaign', verb, 'spring')).out.trim());
  assert.deepEqual(
    states,
    ['paused', 'planned', 'draft', 'planned', 'cancelled'].map((state) => `spring is ${state}.`),
  );
  assert.match((await declic('campaign', 'list')).out, /spring +cancelled +0 +Spring sale/);
  const shown = await declic('campaign', 'show', 'spring');
  assert.match(
    shown.out,
    /^spring is cancelled, 0 wait for their turn\.\nMESSAGE +SENT +WAITING +NOT SENT\nmessage-1 +0 +0/,
  );
  await pool.query('delete from person');
  const unknown = await declic('campaign', 'cancel', 'nothing', '--json');
  assert.deepEqual([unknown.code, JSON.parse(unknown.out).error.code], [1, 'CAMPAIGN_UNKNOWN']);
});

test('[CL42] while what was sent is counted for the first time it is called so, and not 0', () => {
  const line = { key: 'spring', name: 'Spring sale', state: 'running' as const };
  const standing = { sent: 0, waiting: 3, asOf: null };
  assert.match(listText([{ ...line, standing }]), /spring +running +counting +Spring sale/);
  assert.match(listText([{ ...line, standing: { ...standing, asOf: undefined } }]), /spring +running +0 +Spring sale/);
  const message = {
    step: 'message-1',
    template: 't',
    sent: 0,
    bounced: 0,
    complained: 0,
    waiting: 3,
    uncertain: 0,
    notSent: [],
  };
  const progress = { entered: 5, inside: 2, messages: [message], left: [], asOf: null, settled: false };
  assert.match(
    progressText({ ...line, progress }),
    /^spring is running, 2 wait for their turn\.\nWhat was sent is being counted .*\nMESSAGE .*\nmessage-1 +counting +3 +counting/,
  );
});

test('[CL3] a word too many is refused and not passed over; a file without a key is kept under none', async () => {
  for (const args of [
    ['scenario', 'publish', 'one.json', 'two.json'],
    ['campaign', 'cancel', 'spring', 'summer'],
    ['key', 'revoke', 'one', 'two'],
    ['bank', 'list', 'all'],
    ['config', 'all'],
  ]) {
    const refused = await declic(...args);
    assert.deepEqual([refused.code, refused.err.includes(`takes no “${args.at(-1)}”`)], [2, true], refused.err);
  }
  const file = join(folder, 'nameless.json');
  writeFileSync(file, JSON.stringify({ name: 'Nameless' }));
  for (const what of ['campaign', 'scenario']) {
    const refused = await declic(what, what === 'campaign' ? 'plan' : 'publish', file);
    assert.deepEqual([refused.code, /an object with a “key”/.test(refused.err)], [1, true], refused.err);
  }
  const { rowCount } = await pool.query(`select from scenario where key = 'undefined'`);
  assert.equal(rowCount, 0);
});

test('[CL3] a server that goes away while it is asked is named, and is no fault of the program', async (t) => {
  const leaving = createServer((request, response) => {
    if (request.url === TOKEN_CHECK_PATH) response.writeHead(204).end();
    else request.socket.destroy();
  });
  await new Promise<void>((resolve) => leaving.listen(0, '127.0.0.1', resolve));
  t.after(() => leaving.close());
  const other = join(folder, 'leaving');
  mkdirSync(other);
  const address = `http://127.0.0.1:${(leaving.address() as AddressInfo).port}`;
  writeServerFile(other, { address, pid: process.pid, token: 'x' });
  const gone = await commandLine({ ...env, DECLIC_DATA: other })('key', 'list', '--json');
  assert.deepEqual([gone.code, JSON.parse(gone.out).error.code], [1, 'CLI_SERVER_GONE'], gone.err);
  assert.ok(gone.err.includes(`The server at ${address} stopped answering`), gone.err);
});

test('[CL12] every scenario is listed, however many there are', async () => {
  await pool.query(
    `insert into scenario (key, name, draft, updated_at) select 'many-' || n, 'Many', '{}', now() from generate_series(1, 210) n`,
  );
  assert.equal(
    JSON.parse((await declic('scenario', 'list', '--json')).out).filter(({ name }: { name: string }) => name === 'Many')
      .length,
    210,
  );
  await pool.query(`delete from scenario where key like 'many-%'`);
});

test('[CL41] what “-” names is what is piped in', () => {
  const script = `import { readText } from '${new URL('../read-json.ts', import.meta.url)}'; process.stdout.write(await readText('-'));`;
  const read = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    input: 'smtp://mail.example',
    encoding: 'utf8',
  });
  assert.equal(read.stdout, 'smtp://mail.example', read.stderr);
});

test('[CL15] settings are shown and set, as text or as JSON, and an unknown one is a sentence', async () => {
  assert.equal((await declic('setting', 'set', 'shop.name', 'Thé & Co')).out, 'shop.name is "Thé & Co".\n');
  assert.match((await declic('setting', 'set', 'shop.timezone', 'null')).out, /default/);
  assert.match((await declic('setting', 'list')).out, /shop\.name +"Thé & Co"/);
  const unknown = await declic('setting', 'set', 'shop.colour', 'red');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /shop\.colour/);
  assert.equal((await declic('setting', 'set', 'shop.name')).code, 2);
});

test('[CL13] people are exported as lines of JSON and as CSV with a column per trait', async () => {
  await pool.query(
    `insert into person (bucket, id, external_id, first_seen, traits)
     values (0, '00000000-0000-4000-8000-000000000000', 'ana', '2026-01-01', '{"city":"Rennes, Bretagne"}'),
            (0, '00000040-0000-4000-8000-000000000000', 'bob', '2026-01-01', '{"note":"=1+1"}')`,
  );
  const lines = (await declic('export', 'people')).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).externalId);
  assert.deepEqual(lines.sort(), ['ana', 'bob']);
  const out = join(folder, 'people.csv');
  const written = await declic('export', 'people', '--format', 'csv', '--out', out, '--json');
  assert.deepEqual(JSON.parse(written.out), { people: 2, file: out }, written.err);
  const csv = readFileSync(out, 'utf8');
  assert.match(csv, /^id,externalId,.*,city,note\r\n/);
  assert.match(csv, /ana,.*,"Rennes, Bretagne",\r\n/);
  await pool.query(
    `update person set email = 'ana@x.fr', traits = '{"email":"ana@x.fr","locale":"franglais"}' where external_id = 'ana'`,
  );
  await declic('export', 'people', '--format', 'csv', '--out', out);
  const [header, ...rows] = readFileSync(out, 'utf8').trim().split('\r\n');
  const names = header!.split(',');
  assert.deepEqual(names.slice(9), ['traits.locale', 'note'], 'no name stands twice');
  assert.equal(rows.find((row) => row.includes('ana@x.fr'))!.split(',')[9], 'franglais');
  const nowhere = join(folder, 'none', 'people.csv');
  for (const args of [
    ['export', 'people', '--out', nowhere],
    ['person', 'export', '00000000-0000-4000-8000-000000000000', '--out', nowhere],
  ]) {
    const refused = await declic(...args);
    assert.deepEqual([refused.code, /people\.csv cannot be written: ENOENT/.test(refused.err)], [1, true], refused.err);
  }
});

test('[CL18] a person is found by a shop id of any form, one like our own ids or like an address too', async () => {
  const shopIds = ['7f0c0c52-7d1e-4d5e-9a53-3a4f6f0c1b2d', 'bob@home'];
  for (const [n, shopId] of shopIds.entries()) {
    const file = join(folder, 'ids.csv');
    writeFileSync(file, `customer_id,email\n${shopId},id-${n}@exemple.fr\n`);
    assert.equal((await declic('import', 'customers', file)).code, 0);
    const told = JSON.parse((await declic('person', 'export', shopId, '--json')).out);
    assert.equal(told.identity?.email, `id-${n}@exemple.fr`);
    assert.equal((await declic('person', 'erase', told.identity.id, '--reason', 'mistake')).code, 0);
  }
  assert.match(
    (await declic('person', 'export', '00000000-0000-4000-8000-00000000dead')).err,
    /There is no person|Nobody is known/,
  );
});

test('[CL13] a text that a spreadsheet would run is made harmless; numbers and phone numbers stay', () => {
  assert.equal(cell('=HYPERLINK("http://evil")'), `"'=HYPERLINK(""http://evil"")"`);
  assert.equal(cell('@cmd'), `'@cmd`);
  assert.equal(cell('-12.5'), '-12.5');
  assert.equal(cell('+33612345678'), '+33612345678');
  assert.equal(cell([{ a: 1 }]), '"[{""a"":1}]"');
  assert.equal(cell(null), '');
});

test('[CL16] a bank is added, filled with the codes of a file, shown and listed; a bad line brings nothing', async () => {
  const made = await declic('bank', 'add', 'smtp.hour', '--kind', 'rate', '--total', '500', '--window', '1h', '--json');
  assert.equal(made.code, 0, made.err);
  const { key, window, total, free, low } = JSON.parse(made.out);
  assert.deepEqual([key, window, total, free, low], ['smtp.hour', 3_600, '500', '500', false]);
  await declic('bank', 'add', 'spring', '--kind', 'codes', '--name', 'Printemps');
  const file = join(folder, 'codes.txt');
  writeFileSync(file, 'A-1\r\n"B-2"\n{"code":"C-3"}\n\nA-1\n');
  const taken = await declic('bank', 'codes', 'spring', file, '--json');
  assert.deepEqual(JSON.parse(taken.out), { added: 3, repeated: 1 }, taken.err);
  writeFileSync(file, 'D-4\ntwo words\n');
  const refused = await declic('bank', 'codes', 'spring', file);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /Line 2 cannot be taken/);
  writeFileSync(file, `\n${Array.from({ length: 20_000 }, (_, n) => `E-${n}`).join('\n')}\n\ntwo words\n`);
  await declic('bank', 'add', 'long', '--kind', 'codes');
  const late = await declic('bank', 'codes', 'long', file);
  assert.match(late.err, /line 20003 holds no code .* the first 20000 lines came in/);
  assert.match((await declic('bank', 'show', 'spring')).out, /spring +codes +3 +0 +0 +3/);
  assert.match((await declic('bank', 'list')).out, /smtp\.hour +rate \/ 3600 s +500/);
  assert.equal((await declic('bank', 'add', 'x', '--kind', 'purse')).code, 2);
  assert.equal((await declic('bank', 'add', 'x', '--kind', 'rate', '--total', '1', '--window', 'soon')).code, 2);
  assert.match((await declic('bank', 'show', 'nothing')).err, /no bank named/);
});

test('[CL41] a mail server is made known, changed without its other values, tried, shown and removed; no password is shown', async () => {
  const mail = await openMailSink({ after } as unknown as TestContext, 0);
  const address = mail.url.replace('smtp://', 'smtp://shop:geheim@');
  writeFileSync(join(folder, 'relay.url'), `${address}\n`);
  const first = await declic(
    ...['provider', 'add', 'relay', '--url-file', join(folder, 'relay.url'), '--classes', 'promotional,service'],
    ...['--per-hour', '5000', '--warm-up', '200:1.5:30', '--domain', 'orange.fr=300:3', '--json'],
  );
  assert.equal(first.code, 0, first.err);
  assert.doesNotMatch(first.out, /geheim/);
  const changed = JSON.parse(
    (await declic('provider', 'add', 'relay', '--per-hour', 'none', '--priority', '2', '--json')).out,
  );
  assert.deepEqual(
    [
      changed.priority,
      changed.classes,
      changed.limits.perHour,
      changed.limits.domains['orange.fr'],
      changed.dailyLimit,
    ],
    [2, ['promotional', 'service'], null, { perMinute: 300, connections: 3 }, 200],
  );
  assert.match((await declic('provider', 'list')).out, /relay +smtp:\/\/[^g]*127\.0\.0\.1:\d+ +2 +200 +well/);
  assert.doesNotMatch((await declic('provider', 'show', 'relay')).out, /geheim/);
  const plain = await declic('provider', 'add', 'plain', '--url', mail.url);
  assert.equal(plain.code, 0, plain.err);
  assert.match((await declic('provider', 'test', 'plain')).out, /It answers/);
  assert.match((await declic('provider', 'test', 'plain', '--to', 'me@exemple.fr')).out, /It took the mail: 250/);
  const dead = await declic('provider', 'add', 'dead', '--url', 'smtp://127.0.0.1:1');
  assert.equal(dead.code, 0, dead.err);
  const refused = await declic('provider', 'test', 'dead');
  assert.deepEqual([refused.code, /It refuses: .*ECONNREFUSED/.test(refused.out)], [1, true], refused.out);
  for (const wrong of [
    ['--per-hour', 'many'],
    ['--warm-up', 'slow'],
    ['--domain', 'orange.fr'],
  ])
    assert.equal((await declic('provider', 'add', 'relay', ...wrong)).code, 2);
  for (const key of ['relay', 'plain', 'dead']) assert.match((await declic('provider', 'remove', key)).out, /is gone/);
  assert.match((await declic('provider', 'show', 'relay')).err, /no provider/i);
});

test('[CL40] delivery is stopped and goes on by hand, whole or for one send', async () => {
  const stopped = await declic('delivery', 'stop', '--reason', 'a wrong price');
  assert.match(
    stopped.out,
    /Delivery is stopped; 0 messages are put aside\.\n(.*\n)?class +promotional .* command line +a wrong price/,
  );
  assert.match((await declic('delivery', 'resume')).out, /Delivery goes on/);
  const paused = await declic('delivery', 'pause', 'scenario', 'hello', '--json');
  assert.equal(JSON.parse(paused.out).paused[0].key, 'hello');
  assert.match((await declic('delivery', 'status')).out, /scenario +hello/);
  assert.deepEqual(JSON.parse((await declic('delivery', 'resume', 'scenario', 'hello', '--json')).out).paused, []);
  assert.equal((await declic('delivery', 'pause', 'hello')).code, 2);
  assert.equal((await declic('delivery', 'halt')).code, 2);
});

test('[CL18] “person export” writes all that is known; “person erase” wants a reason, takes it away and says what stays', async () => {
  const file = join(folder, 'people.csv');
  writeFileSync(file, 'customer_id,email,last name\nc-77,vera@exemple.fr,Vautrin\n');
  assert.equal((await declic('import', 'customers', file)).code, 0);
  const out = join(folder, 'vera.json');
  const exported = await declic('person', 'export', 'vera@exemple.fr', '--out', out, '--json');
  assert.equal(exported.code, 0, exported.err);
  assert.equal(JSON.parse(readFileSync(out, 'utf8')).identity.traits.lastName, 'Vautrin');
  const wordless = await declic('person', 'erase', 'c-77');
  assert.deepEqual([wordless.code, /says why: --reason asked/.test(wordless.err)], [2, true]);
  const erased = await declic('person', 'erase', 'c-77', '--reason', 'asked');
  assert.equal(erased.code, 0, erased.err);
  assert.match(erased.out, /Erased:\n {2}identity +1\n[\s\S]*Kept:\n[\s\S]*Orders and their lines, without a customer/);
  const again = await declic('person', 'export', 'c-77');
  assert.deepEqual([again.code, /Nobody is known as “c-77”/.test(again.err)], [1, true]);
});
