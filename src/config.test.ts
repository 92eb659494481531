import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../test/support/processes.ts';
import { describe, loadConfig, PROJECT_DIR } from './config.ts';
import { secretOf } from './secret.ts';

const complete = {
  PORT: '0',
  HOST: '0.0.0.0',
  PUBLIC_URL: 'https://mail.example.org/declic/',
  TRUST_PROXY: '10.0.0.0/8, loopback',
  DECLIC_DATA: 'here/data',
  DATABASE_URL: 'postgres://me:s3cret@db.example.org/declic?sslpassword=t0psecret',
  DECLIC_SECRET: 'a-secret-of-enough-letters',
  DECLIC_ADMIN_EMAIL: 'admin@example.org',
  DECLIC_ADMIN_PASSWORD: 'correct horse',
  SMTP_URL: 'smtps://user:pa%40ss@smtp.example.org:465',
  BOUNCE_PORT: '2525',
  DNS_SERVERS: '192.0.2.1:5353, [2001:db8::1]',
  ROLES: 'delivery, http',
  LOG_LEVEL: 'warn',
  DECLIC_TEST_DATA: '/srv/data',
};

test('without any variable the defaults hold, and an empty variable counts as none', () => {
  const config = loadConfig({ PORT: '', SMTP_URL: '  ' });
  assert.deepEqual(config, {
    port: 4000,
    host: '127.0.0.1',
    publicUrl: null,
    trustProxy: false,
    dataDir: join(PROJECT_DIR, 'data'),
    databaseUrl: null,
    secret: null,
    adminEmail: null,
    adminPassword: null,
    smtpUrl: null,
    bouncePort: null,
    dnsServers: null,
    roles: ['http', 'engine', 'delivery'],
    logLevel: 'info',
    testDataDir: null,
  });
});

test('every variable is read to its type', () => {
  const config = loadConfig(complete);
  assert.equal(config.port, 0);
  assert.equal(config.publicUrl, 'https://mail.example.org/declic');
  assert.deepEqual(config.trustProxy, ['10.0.0.0/8', 'loopback']);
  assert.equal(config.dataDir, resolve('here/data'));
  assert.deepEqual(config.dnsServers, ['192.0.2.1:5353', '[2001:db8::1]']);
  assert.deepEqual(config.roles, ['http', 'delivery']);
  assert.equal(loadConfig({ TRUST_PROXY: '2' }).trustProxy, 2);
  assert.equal(loadConfig({ TRUST_PROXY: 'true' }).trustProxy, true);
});

test('all faults are told at once, and none repeats a password', () => {
  const wrong = {
    PORT: '70000',
    PUBLIC_URL: 'ftp://x',
    TRUST_PROXY: 'maybe',
    DATABASE_URL: 'postgres://me:s3cret@[bad',
    DECLIC_SECRET: 'short',
    DECLIC_ADMIN_EMAIL: 'nobody',
    SMTP_URL: 'http://u:s3cret@h',
    DNS_SERVERS: 'ns.example',
    ROLES: 'http,cook',
    LOG_LEVEL: 'loud',
  };
  assert.throws(
    () => loadConfig(wrong),
    (error: Error & { code: string }) => {
      assert.equal(error.code, 'CONFIG_INVALID');
      for (const name of Object.keys(wrong)) assert.match(error.message, new RegExp(`- ${name} `));
      assert.match(error.message, /DECLIC_ADMIN_PASSWORD go together/);
      assert.ok(!error.message.includes('s3cret'));
      return true;
    },
  );
});

test('splitting the work between processes needs a shared PostgreSQL and a shared secret', () => {
  assert.throws(() => loadConfig({ ROLES: 'engine' }), /set DATABASE_URL too[\s\S]*set DECLIC_SECRET too/);
});

test('the description names every variable and hides every secret', () => {
  const lines = describe(loadConfig(complete), complete);
  assert.deepEqual(lines.map(({ name }) => name).sort(), Object.keys(complete).sort());
  const text = JSON.stringify(lines);
  for (const secret of ['s3cret', 't0psecret', 'pa%40ss', 'pa@ss', complete.DECLIC_SECRET, 'correct horse']) {
    assert.ok(!text.includes(secret), secret);
  }
  assert.ok(lines.every(({ from }) => from === 'environment'));
  assert.ok(describe(loadConfig({}), {}).every(({ from }) => from === 'default'));
});

test('a secret is made once, readable by its owner alone', (t) => {
  const dataDir = join(temporaryFolder(t), 'new', 'data');
  const made = secretOf({ secret: null, dataDir });
  assert.ok(made.length >= 40);
  assert.equal(secretOf({ secret: null, dataDir }), made);
  assert.equal(statSync(join(dataDir, 'secret')).mode & 0o777, 0o600);
  assert.equal(readFileSync(join(dataDir, 'secret'), 'utf8').trim(), made);
  assert.equal(secretOf({ secret: 'given', dataDir }), 'given');
});

test('a damaged secret file is refused, never replaced', (t) => {
  const dataDir = temporaryFolder(t);
  writeFileSync(join(dataDir, 'secret'), 'abc');
  assert.throws(() => secretOf({ secret: null, dataDir }), { code: 'CONFIG_SECRET_UNREADABLE' });
  assert.equal(readFileSync(join(dataDir, 'secret'), 'utf8'), 'abc');
});
