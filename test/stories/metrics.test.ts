/** What an operator sees of a server with real traffic, held against the page that describes it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { filesBelow } from '../habits/tree.ts';
import { freshDatabase } from '../support/database.ts';
import { serve } from '../support/serving.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/OPERATIONS.md', import.meta.url)), 'utf8');
let drop: () => unknown = () => {};
const { url } = await freshDatabase({ t: { after: (work: typeof drop) => (drop = work) } as never });
const shop = await serve(after, { DATABASE_URL: url });
// Hooks run in the order of their registration: the server leaves before its database is dropped.
after(() => drop());
const page = async () => (await fetch(`${shop.address}/metrics`)).text();
const numberOf = (text: string, name: string) =>
  Number(new RegExp(`^${name.replace(/[{}"/:]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);

test('[ME2] every metric is described for operators, and no other is', async () => {
  const there = [...(await page()).matchAll(/^# HELP (declic_\S+)/gm)].map((match) => match[1]!);
  const described = [...guide.matchAll(/^\| `(declic_[a-z_]+)/gm)].map((match) => match[1]!);
  const own = there.filter((name) => !/^declic_(process|nodejs)_/.test(name));
  assert.deepEqual(described.sort(), own.sort());
});

test('[ME5] every event of the log is described for operators, and no other is', () => {
  const code = filesBelow('src', ['.ts']).filter(({ path }) => !path.endsWith('.test.ts'));
  const logged = code.flatMap(({ text }) => [
    ...text.matchAll(/\b(?:log|logger)\.(?:debug|info|warn|error)\(\s*\{\s*event: (['"`])([^'"`]+)\1/g),
  ]);
  const calls = code.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:log|logger)\.(?:debug|info|warn|error)\(/g)].map(() => path),
  );
  assert.equal(logged.length, calls.length, `calls without an event among ${[...new Set(calls)].join(', ')}`);
  const names = logged.flatMap(([, , name]) =>
    name === 'database.${event}' ? ['restarted', 'reconnected', 'lost'].map((end) => `database.${end}`) : [name!],
  );
  const described = [...guide.matchAll(/^\| `([a-z]+\.[a-z_]+)` \|/gm)].map((match) => match[1]!);
  assert.deepEqual(described.sort(), [...new Set(names)].sort());
});

test('[ME3] [ME6] what goes through is counted, and requests are told by their route, never by their address', async () => {
  const before = await page();
  const batch = Array.from({ length: 40 }, (_, n) => ({ type: 'identify', userId: `u${n}`, traits: { n } }));
  assert.equal((await shop.track([...batch, { type: 'track', userId: 'u1' }])).status, 200);
  await shop.quiet();
  const text = await page();
  const grown = (name: string) => numberOf(text, name) - (numberOf(before, name) || 0);
  assert.ok(grown('declic_facts_accepted_total') >= 40, text);
  assert.ok(grown('declic_facts_applied_total') >= 40);
  assert.match(text, /^declic_facts_rejected_total\{code="bad_field"\} 1$/m);
  assert.ok(grown('declic_round_seconds_count') >= 1);
  assert.equal(numberOf(text, 'declic_inbox_rows'), 0);
  assert.equal(numberOf(text, 'declic_database_up'), 1);
  assert.match(text, /declic_http_seconds_count\{method="POST",route="\/v1\/batch",status="200"\} [1-9]/);
  assert.doesNotMatch(text, /u1\b|@/);
});

test('[ME6] a request that was slow is logged by its route, without what its address said', async () => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin; lock table segment in access exclusive mode');
    const asked = shop.call('GET', '/api/segments?after=somebody-at-exemple');
    // From two seconds on a request is slow.
    await sleep(2_300);
    await client.query('rollback');
    await asked;
  } finally {
    await client.end();
  }
  const slow = () => shop.lines.find((line) => line.includes('"event":"http.slow"'));
  for (const end = Date.now() + 30_000; slow() === undefined; await sleep(50))
    assert.ok(Date.now() < end, 'not logged');
  const { method, route, seconds } = JSON.parse(slow()!);
  assert.deepEqual([method, route], ['GET', '/api/segments']);
  assert.ok(seconds >= 2, `${seconds} s`);
  assert.doesNotMatch(slow()!, /somebody/);
});
