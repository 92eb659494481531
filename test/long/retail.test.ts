/**
 * The retail example against a list that is computed here from the raw file, by plain arithmetic and without the product: who is
 * written to, with what, at which minute of London's time. Consents are read from the files that the example hands in.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { temporaryFolder } from '../support/processes.ts';
import { publicData } from '../support/public-data.ts';

const RUN = fileURLToPath(new URL('../../examples/retail/run.ts', import.meta.url));
const DAY = 86_400_000;
const FIRST_DAY = '2011-10-01';
const LAST_DAY = '2011-11-29';

const raw = publicData('uci_online_retail.csv.gz');

/** British summer time of 2011, in London's own clock and in UTC. */
const summer = { local: ['2011-03-27T01:00', '2011-10-30T02:00'], utc: ['2011-03-27T01:00', '2011-10-30T01:00'] };
const between = (moment: string, [from, to]: string[]) => moment >= from! && moment < to!;
/** Milliseconds of a local time, and back. */
const utcOf = (local: string): number =>
  Date.parse(`${local.slice(0, 16)}Z`) - (between(local, summer.local) ? 3_600_000 : 0);
function localOf(utc: number): string {
  const shift = between(new Date(utc).toISOString(), summer.utc) ? 3_600_000 : 0;
  return new Date(utc + shift).toISOString().slice(0, 16);
}
const weekLater = (local: string): string => new Date(Date.parse(`${local}Z`) + 7 * DAY).toISOString().slice(0, 16);
const dayOf = (local: string): string => local.slice(0, 10);

type Row = Record<string, string>;
const rowsOf = (content: Buffer): Row[] => parse(content, { columns: true });

type Expected = {
  outbox: string[];
  refused: string[];
  atPublication: string[];
  entries: number;
  goals: number;
  inside: number;
};

/** Local times of each customer's sales, in order. Cancellations begin with a C and are none. */
function salesOf(rows: readonly Row[]): Map<string, string[]> {
  const invoices = new Map<string, { customer: string; at: string }>();
  for (const { invoice_no: id, customer_id: customer, invoice_datetime: time } of rows) {
    const at = time!.slice(0, 16);
    if (!customer || id!.startsWith('C')) continue;
    const known = invoices.get(id!);
    if (!known || at < known.at) invoices.set(id!, { customer, at });
  }
  const byCustomer = Map.groupBy(invoices.values(), (invoice) => invoice.customer);
  return new Map([...byCustomer].map(([customer, all]) => [customer, all.map(({ at }) => at).sort()]));
}

/** Why a customer may not be written to; null where nothing is against it. */
function refusals(folder: string): (customer: string) => string | null {
  const read = (name: string) => rowsOf(readFileSync(join(folder, 'files', name)));
  const consents = Map.groupBy(read('consents.csv'), (row) => row.customer_id!);
  const suppressed = new Map(read('suppressions.csv').map((row) => [row.email!, row.reason!]));
  const emails = new Map(read('customers.csv').map((row) => [row.customer_id!, row.email!]));
  return (customer) => {
    const reason = suppressed.get(emails.get(customer)!);
    if (reason) return reason === 'hard_bounce' ? 'address_dead' : 'suppressed';
    const given = consents.get(customer);
    if (!given) return 'no_consent';
    return given.some((row) => row.status === 'withdrawn') ? 'consent_withdrawn' : null;
  };
}

/**
 * Three orders or more and none for 90 days (of 24 hours each): the first message at that minute, the second a week later by the
 * calendar. An order is known when its day is over; once it is, nothing more is sent.
 */
function expect(sales: Map<string, string[]>, refusal: (customer: string) => string | null): Expected {
  const expected: Expected = { outbox: [], refused: [], atPublication: [], entries: 0, goals: 0, inside: 0 };
  const publication = utcOf(`${FIRST_DAY}T00:00`);
  for (const [customer, all] of sales) {
    const history = all.filter((at) => dayOf(at) < FIRST_DAY);
    const silentAt = history.length < 3 ? Number.POSITIVE_INFINITY : utcOf(history.at(-1)!) + 90 * DAY;
    if (silentAt <= publication) {
      expected.atPublication.push(customer);
      continue;
    }
    if (silentAt === Number.POSITIVE_INFINITY) continue;
    const first = localOf(silentAt);
    const live = all.filter((at) => dayOf(at) >= FIRST_DAY && dayOf(at) <= LAST_DAY);
    if (dayOf(first) > LAST_DAY || live.some((at) => dayOf(at) < dayOf(first))) continue;
    expected.entries++;
    const second = weekLater(first);
    const bought = live.filter((at) => dayOf(at) >= dayOf(first) && dayOf(at) < dayOf(second));
    const messages: [string, string][] = [[first, 'win-back']];
    if (bought.length === 0 && dayOf(second) <= LAST_DAY) messages.push([second, 'win-back-last']);
    if (bought.length === 0 && dayOf(second) > LAST_DAY) expected.inside++;
    // The first evening that brings an order ends the way; an order from before the first message was won back by nothing.
    const evening = bought.filter((at) => dayOf(at) === dayOf(bought[0]!));
    if (evening.some((at) => at > first)) expected.goals++;
    const reason = refusal(customer);
    for (const [at, template] of messages) {
      if (reason === null) expected.outbox.push(`${customer} ${template} ${at}`);
      else expected.refused.push(`${customer} ${at} ${reason}`);
    }
  }
  for (const list of [expected.outbox, expected.refused, expected.atPublication]) list.sort();
  return expected;
}

/** Exact pounds: prices have at most three decimals. */
function revenueOf(rows: readonly Row[]): string {
  let mills = 0;
  for (const row of rows) mills += Math.round(Number(row.unit_price_gbp) * 1000) * Number(row.quantity);
  return (mills / 1000).toFixed(3);
}

test('C1 · the example says what it lacks: the raw file, or an empty folder', (t) => {
  const folder = temporaryFolder(t);
  const run = (...args: string[]) => spawnSync(process.execPath, [RUN, ...args], { encoding: 'utf8' });
  const lost = run(join(folder, 'nothing.csv.gz'));
  assert.equal(lost.status, 1);
  assert.match(lost.stderr, /There is no file .*nothing\.csv\.gz\. Give the path of uci_online_retail\.csv\.gz/);
  writeFileSync(join(folder, 'a-letter.txt'), 'Dear shop');
  const full = run(RUN, '--data', folder);
  assert.equal(full.status, 1);
  assert.match(full.stderr, /is not empty\. Give a new one/);
});

test(`C1 · the outbox of sixty days of the retail example equals the list computed from the raw file${raw.title}`, {
  skip: raw.skip,
}, async (t) => {
  const folder = temporaryFolder(t);
  const child = spawn(process.execPath, [RUN, raw.path, '--data', join(folder, 'shop'), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  after(() => child.kill());
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  assert.equal(code, 0);
  const result = JSON.parse(output);
  const rows = rowsOf(gunzipSync(readFileSync(raw.path)));
  const expected = expect(salesOf(rows), refusals(join(folder, 'shop')));

  await t.test(
    'C1 · each message left at its minute of London’s time, over the end of summer time, and no other',
    () => {
      type Sent = { externalId: string; template: string; dueAt: string; sentAt: string; state: string };
      const sent = (result.outbox as Sent[]).map((one) => {
        assert.equal(one.state, 'sent');
        assert.equal(one.sentAt, one.dueAt);
        return `${one.externalId} ${one.template} ${localOf(Date.parse(one.dueAt))}`;
      });
      assert.deepEqual(sent.sort(), expected.outbox);
      assert.ok(expected.outbox.some((line) => line.includes('win-back-last')));
      assert.ok(expected.outbox.some((line) => line.slice(-16) > '2011-10-30T02:00'));
    },
  );

  await t.test('C1 · who matched when the scenario was published got nothing', () => {
    assert.deepEqual(result.atPublication, expected.atPublication);
    assert.ok(expected.atPublication.length > 0);
    const early = new Set(expected.atPublication);
    assert.ok(!result.outbox.some((one: { externalId: string }) => early.has(one.externalId)));
    assert.ok(!result.refused.some((one: { externalId: string }) => early.has(one.externalId)));
  });

  await t.test('C1 · for everybody else who entered the reason is kept', () => {
    type Refused = { externalId: string; wishedAt: string; reason: string };
    const refused = (result.refused as Refused[]).map(
      (one) => `${one.externalId} ${localOf(Date.parse(one.wishedAt))} ${one.reason}`,
    );
    assert.deepEqual(refused.sort(), expected.refused);
    for (const reason of ['no_consent', 'consent_withdrawn', 'suppressed', 'address_dead']) {
      assert.ok(
        expected.refused.some((line) => line.endsWith(` ${reason}`)),
        reason,
      );
    }
  });

  await t.test('C1 · who bought in between is out', () => {
    const { entries, goals, inside } = result.scenario;
    assert.deepEqual(
      { entries, goals, inside },
      (({ entries, goals, inside }) => ({ entries, goals, inside }))(expected),
    );
    assert.ok(goals > 0);
  });

  await t.test('A5 · history and live orders together are the raw file’s lines and revenue', () => {
    const until = rows.filter((row) => dayOf(row.invoice_datetime!) <= LAST_DAY);
    assert.equal(result.stats.orderLines, until.length);
    assert.equal(result.stats.orders, new Set(until.map((row) => row.invoice_no)).size);
    assert.equal(result.stats.linesWithoutCustomer, until.filter((row) => !row.customer_id).length);
    assert.equal(Number(result.stats.netRevenue), Number(revenueOf(until)));
  });
});
