import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createKey, mayDo, type Right, ROLES, revokeKey, rights } from '../access/index.ts';
import { COMMAND_TOKEN, testApp } from './fixtures.ts';

const { app, store, as, cookies, logged } = await testApp({ after });
const wall = () => store.clock.wall();
type Operation = { 'x-needs'?: string; security?: unknown[] };
type Description = { paths: Record<string, Record<string, Operation>> };
const described = (await as(null, 'GET', '/api/openapi.json')).json() as Description;

/** Every route of the description with what it asks for. */
const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, needs: operation['x-needs']! })),
);
const concrete = (path: string) => path.replace(/\{[^}]+\}/g, 'nothing-like-this');

test('[AP2] every route is refused to nobody with 401 and to every role without its right with 403, before its body is read', async () => {
  assert.ok(operations.length > 15);
  const asked = operations.filter(({ needs }) => needs !== 'nothing');
  for (const { path, method, needs } of asked) {
    const url = concrete(path);
    const nobody = await as(null, method.toUpperCase(), url);
    assert.equal(nobody.statusCode, 401, `${method} ${path} as nobody`);
    assert.equal(nobody.json().error.code, 'ACCESS_SIGN_IN_FIRST');
    if (needs === 'signed in') continue;
    for (const role of ROLES) {
      const answer = await as(role, method.toUpperCase(), url);
      const code = answer.json().error?.code;
      if (mayDo(role, needs as Right)) assert.notEqual(code, 'ACCESS_NOT_ALLOWED', `${method} ${path} as ${role}`);
      else assert.deepEqual([answer.statusCode, code], [403, 'ACCESS_NOT_ALLOWED'], `${method} ${path} as ${role}`);
    }
  }
});

test('[AP2] what a route needs is one of the rights, or says in so many words that it needs none', () => {
  for (const { needs, path } of operations) {
    assert.ok(needs === 'nothing' || needs === 'signed in' || Object.hasOwn(rights, needs), `${path} needs ${needs}`);
  }
  for (const right of Object.keys(rights))
    assert.ok(
      operations.some(({ needs }) => needs === right),
      `no route asks for ${right}`,
    );
  const open = operations.filter(({ needs }) => needs === 'nothing').map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(open.sort(), ['delete /api/session', 'post /api/session', 'post /api/session/invitation']);
});

test('[AP3] signing in sets a cookie out of reach of scripts; signing out ends the session', async () => {
  const body = { email: 'Admin@shop.example', password: `the admin's sentence` };
  const answer = await as(null, 'POST', '/api/session', body);
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.json().role, 'admin');
  const [cookie] = answer.cookies as {
    name: string;
    value: string;
    httpOnly: boolean;
    sameSite: string;
    secure?: boolean;
  }[];
  assert.deepEqual(
    [cookie!.name, cookie!.httpOnly, cookie!.sameSite, cookie!.secure],
    ['declic_session', true, 'Lax', undefined],
  );
  const mine = { cookies: { declic_session: cookie!.value } };
  assert.equal((await app.inject({ url: '/api/session', ...mine })).json().email, 'admin@shop.example');
  await app.inject({ method: 'DELETE', url: '/api/session', ...mine });
  assert.equal((await app.inject({ url: '/api/session', ...mine })).statusCode, 401);
});

test('[AP3] the cookie is sent over https alone where the public address is https', async (t) => {
  const secure = await testApp(t, { PUBLIC_URL: 'https://shop.example' });
  const body = { email: 'analyst@shop.example', password: `the analyst's sentence` };
  const answer = await secure.as(null, 'POST', '/api/session', body);
  assert.equal((answer.cookies[0] as { secure?: boolean }).secure, true);
});

test('[AP3] the sixth wrong password is answered 429 with Retry-After', async () => {
  const wrong = { email: 'marketer@shop.example', password: 'not this one' };
  for (let n = 0; n < 5; n++) assert.equal((await as(null, 'POST', '/api/session', wrong)).statusCode, 401);
  const answer = await as(null, 'POST', '/api/session', wrong);
  assert.equal(answer.statusCode, 429);
  assert.equal(answer.headers['retry-after'], '900');
  assert.match(answer.json().error.message, /Wait 15 minute/);
});

test('[AP4] a change with the cookie is refused when another site asks for it, and reading is not', async () => {
  const change = (headers: Record<string, string>) =>
    as(
      'admin',
      'PUT',
      '/api/settings/shop.name',
      { value: 'Chez Léa' },
      { headers: { host: 'shop.example', ...headers } },
    );
  const refused: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://shop.example' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://shop.example.evil.example' },
  ];
  for (const headers of refused) {
    const answer = await change(headers);
    assert.deepEqual(
      [answer.statusCode, answer.json().error.code],
      [403, 'ACCESS_OTHER_ORIGIN'],
      JSON.stringify(headers),
    );
  }
  for (const headers of [{ origin: 'https://shop.example' }, { 'sec-fetch-site': 'same-origin' }, {}] as Record<
    string,
    string
  >[]) {
    assert.equal((await change(headers)).statusCode, 200, JSON.stringify(headers));
  }
  const read = await as('admin', 'GET', '/api/settings', undefined, { headers: { origin: 'https://evil.example' } });
  assert.equal(read.statusCode, 200);
});

test('[AP4] every change that the API describes is refused with the cookie when another site asks for it', async () => {
  const { paths } = (await app.inject('/api/openapi.json')).json() as { paths: Record<string, Record<string, object>> };
  const changes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get')
      .map((method) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/g, 'some') })),
  );
  assert.ok(changes.length > 40, `only ${changes.length} changes are described`);
  for (const { method, path } of changes) {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' };
    const answer = await as('admin', method, path, undefined, { headers });
    assert.deepEqual([answer.statusCode, answer.json().error.code], [403, 'ACCESS_OTHER_ORIGIN'], `${method} ${path}`);
  }
});

test('[AP5] a secret key does what its role does, from anywhere, until it is revoked; a write key does nothing here', async () => {
  const secret = await createKey(store.pool, wall(), { kind: 'secret', role: 'analyst' });
  const write = await createKey(store.pool, wall(), { kind: 'write' });
  const call = (key: string, method = 'GET', url = '/api/settings') =>
    app.inject({
      method: method as 'GET',
      url,
      headers: { authorization: `Bearer ${key}`, origin: 'https://other.example' },
    });
  assert.equal((await call(secret.key)).statusCode, 200);
  assert.equal((await call(secret.key, 'PUT', '/api/settings/shop.name')).json().error.code, 'ACCESS_NOT_ALLOWED');
  for (const key of [write.key, 'made-up', '', `' or '1'='1`, 'x'.repeat(8_000)]) {
    const answer = await call(key);
    assert.deepEqual([answer.statusCode, answer.json().error.code], [401, 'ACCESS_WRONG_KEY'], key);
  }
  await revokeKey(store.pool, wall(), secret.id);
  assert.equal((await call(secret.key)).statusCode, 401);
});

test('[AP5] a wrong key is not rescued by a good cookie', async () => {
  const headers = { authorization: 'Bearer wrong', cookie: `declic_session=${cookies.admin}` };
  assert.equal((await app.inject({ url: '/api/settings', headers })).statusCode, 401);
});

test('[AP5] a command of this machine comes in by its token', async () => {
  const headers = { authorization: `Bearer ${COMMAND_TOKEN}` };
  assert.equal((await app.inject({ url: '/api/keys', headers })).statusCode, 200);
  assert.equal((await app.inject({ url: '/health/token', headers })).statusCode, 204);
  assert.equal(
    (await app.inject({ url: '/health/token', headers: { authorization: 'Bearer other' } })).statusCode,
    401,
  );
  assert.equal((await app.inject('/health/token')).statusCode, 401);
});

test('[AP6] changes are written into the audit log with who made them, secrets left out', async () => {
  const made = (await as('admin', 'POST', '/api/keys', { kind: 'secret', name: 'till' })).json();
  await as('admin', 'DELETE', `/api/keys/${made.id}`);
  const { items } = (await as('admin', 'GET', '/api/audit')).json();
  assert.deepEqual(
    items
      .slice(0, 2)
      .map((line: { actor: string; action: string; target: string }) => [line.actor, line.action, line.target]),
    [
      ['admin@shop.example', 'key.revoke', made.id],
      ['admin@shop.example', 'key.create', made.id],
    ],
  );
  const { rows } = await store.pool.query(`select string_agg(details::text, ' ') as all from audit`);
  assert.ok(!rows[0].all.includes(made.key) && !rows[0].all.includes('sentence'));
  assert.ok(logged.every((line) => !line.includes(made.key)));
});

test('[AP6] the audit log is read page by page', async () => {
  const first = (await as('admin', 'GET', '/api/audit?limit=2')).json();
  const second = (await as('admin', 'GET', `/api/audit?limit=2&after=${first.next}`)).json();
  assert.ok(first.items.at(-1).id > second.items[0].id);
  assert.equal((await as('admin', 'GET', '/api/audit?after=bm90IG91cnM')).json().error.code, 'API_BAD_CURSOR');
});

test('[AP7] [AC12] an invitation is opened on its page, which tells a fault and keeps what was given; so is a link for a new password', async () => {
  const { link } = (
    await as('admin', 'POST', '/api/invitations', { email: 'new@shop.example', role: 'analyst' })
  ).json();
  const path = new URL(link).pathname;
  const shown = await app.inject({ url: path, headers: { 'accept-language': 'fr-FR,fr;q=0.9' } });
  assert.equal(shown.statusCode, 200);
  assert.match(shown.body, /<html lang="fr">[\s\S]*value="new@shop.example" readonly/);
  assert.match(String(shown.headers['content-security-policy']), /default-src 'none'/);
  const post = (form: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    });
  const refused = await post({ email: 'new@shop.example', password: 'short' });
  assert.match(refused.body, /role="alert">Ce mot de passe est trop court/);
  const opened = await post({ email: 'new@shop.example', password: 'a long enough one' });
  const token = (opened.cookies[0] as { value: string }).value;
  const me = await app.inject({ url: '/api/session', cookies: { declic_session: token } });
  assert.deepEqual([me.json().email, me.json().role], ['new@shop.example', 'analyst']);
  assert.equal((await app.inject({ url: path })).statusCode, 410);

  // The same person has forgotten it.
  const renewed = await as('admin', 'POST', `/api/accounts/${me.json().id}/link`);
  const again = new URL(renewed.json().link).pathname;
  const asked = await app.inject({ url: again, headers: { 'accept-language': 'en' } });
  assert.match(asked.body, /A new password[\s\S]*value="new@shop.example" readonly/);
  const odd = { method: 'POST' as const, url: again, payload: { email: ['new@shop.example'], password: 1 } };
  assert.equal((await app.inject(odd)).statusCode, 422);
  const chosen = { email: 'new@shop.example', password: 'another long one' };
  assert.equal((await app.inject({ ...odd, payload: chosen })).statusCode, 200);
  assert.equal((await app.inject({ url: '/api/session', cookies: { declic_session: token } })).statusCode, 401);
  assert.equal((await as(null, 'POST', '/api/session', chosen)).statusCode, 200);
  const body = { email: 'wrong@shop.example', role: 'admin' };
  const wrong = new URL((await as('admin', 'POST', '/api/invitations', body)).json().link).pathname;
  assert.equal((await as('marketer', 'DELETE', '/api/invitations/wrong@shop.example')).statusCode, 403);
  assert.equal((await as('admin', 'DELETE', '/api/invitations/wrong@shop.example')).statusCode, 200);
  assert.equal((await as('admin', 'DELETE', '/api/invitations/wrong@shop.example')).statusCode, 404);
  assert.equal((await app.inject({ url: wrong })).statusCode, 410);
});
