import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { applyAll, freshStore } from '../../test/support/applying.ts';
import { isDeclicError } from '../errors.ts';
import { stats } from '../facts/index.ts';
import { lookAt, parseMapping, rankKinds, sayFault } from './import/index.ts';
import {
  beginJob,
  createImporter,
  dropOldUploads,
  fileOfUpload,
  keepUpload,
  listFaults,
  readUpload,
  rememberedMapping,
} from './index.ts';
import { endRun, getRun } from './runs.ts';

const now = new Date('2026-06-01T12:00:00Z');
const MB = 1024 * 1024;
const log = pino({ level: 'silent' });

async function* pieces(text: string, size = 100_000): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

type Shop = Awaited<ReturnType<typeof freshStore>>;

const send = (store: Shop, text: string, file = 'orders.csv') =>
  keepUpload(store, { file, writtenAt: null, by: 'ana', most: 64 * MB }, pieces(text));

async function begin(store: Shop, kind: string, text: string, mapping: object = {}) {
  const upload = await send(store, text, `${kind}.csv`);
  const header = text.slice(0, text.indexOf('\n')).split(';');
  return { upload, ...(await beginJob(store, { kind, upload, mapping: parseMapping(mapping), header })) };
}

/** Applies what comes in, as the engine would, until these imports are no more running. */
async function untilEnded(store: Shop, ids: readonly string[]): Promise<void> {
  const running = async () =>
    (await Promise.all(ids.map((id) => getRun(store.pool, id)))).some((one) => one?.state === 'running');
  for (const end = Date.now() + 120_000; await running(); await sleep(20)) {
    assert.ok(Date.now() < end, 'an import does not end');
    await applyAll(store);
  }
}

const LINES = 5_500;
/** Orders of two lines each, a bad date in every hundredth line. */
const orders = () => {
  const lines = ['commande;date;courriel;article;quantité;prix'];
  for (let at = 0; at < LINES; at++) {
    const date = at % 100 === 7 ? '31/02/2026' : '03/02/2026';
    lines.push(`C${at >> 1};${date};client${at % 900}@exemple.fr;art${at % 40};1;${at % 50},25`);
  }
  return `${lines.join('\n')}\n`;
};

test('[IF1] a file comes back as it was sent; one that is too large or breaks off leaves nothing', async () => {
  const store = await freshStore(now, { buckets: 2 });
  const text = `email\n${'ana@exemple.fr\n'.repeat(120_000)}`;
  const upload = await send(store, text);
  assert.equal(upload.bytes, text.length);
  const file = fileOfUpload(store.pool, upload) as { stream: AsyncIterable<Buffer> };
  const back: Buffer[] = [];
  for await (const piece of file.stream) back.push(piece);
  assert.ok(Buffer.concat(back).equals(Buffer.from(text)));
  const small = { file: 'x', writtenAt: null, by: 'ana', most: MB };
  await assert.rejects(keepUpload(store, small, pieces(text)), (error) =>
    isDeclicError(error, 'INTAKE_UPLOAD_TOO_LARGE'),
  );
  async function* broken() {
    yield Buffer.alloc(MB / 2 + 1);
    throw new Error('the line went dead');
  }
  await assert.rejects(keepUpload(store, { ...small, most: 9 * MB }, broken()), /went dead/);
  const { rows } = await store.pool.query(
    'select (select count(*) from upload) as files, (select count(distinct upload_id) from upload_piece) as parts',
  );
  assert.deepEqual(rows, [{ files: 1, parts: 1 }]);
});

test('[IF2] what a file holds is guessed, and what a mapping lacks is said beside its columns', async () => {
  const file = (text: string) => () => ({ name: 'f.csv', stream: pieces(text) });
  const best = async (text: string) => (await rankKinds(file(text)))[0];
  assert.equal(await best(orders()), 'orders');
  assert.equal(await best('courriel;prénom;nom;ville\na@b.fr;Ana;B;Rennes\n'), 'customers');
  assert.equal(await best('référence;nom du produit;prix;stock\nA;B;1;2\n'), 'products');
  const found = await lookAt(file('nom;ville\nAna;Rennes\n'), { kind: 'customers', now });
  assert.ok(found.problem && isDeclicError(found.problem, 'IMPORT_MISSING_FIELD'));
  assert.deepEqual(found.problem.details, { fields: ['externalId', 'email', 'phone'] });
  assert.deepEqual(
    found.columns.map(({ column, examples }) => [column, examples]),
    [
      ['nom', ['Ana']],
      ['ville', ['Rennes']],
    ],
  );
});

test('[IF3] the first lines are shown as they will be stored, with what is wrong in both languages', async () => {
  const text =
    'courriel;inscrit le;code\na@b.fr;03/02/2026;1\npersonne;03/02/2026;2\nc@d.fr;31/02/2026;3\nd@e.fr;03/02/2026;4;;x\n';
  const found = await lookAt(() => ({ name: 'f.csv', stream: pieces(text) }), { kind: 'customers', now });
  assert.ok(!found.problem);
  const { lines, tried, bad } = found.look;
  assert.deepEqual([tried, bad, lines.map(({ line }) => line)], [4, 2, [2, 3, 4, 5]]);
  const [good, nobody, partly, cut] = lines;
  assert.deepEqual([good!.facts[0]!.who, good!.bad], [{ email: 'a@b.fr' }, null]);
  assert.equal(sayFault(nobody!.bad!.fault, 'fr'), 'on ne sait pas de qui il s’agit : « personne » n’a pas de @');
  assert.equal(nobody!.bad!.reason, 'nobody can be identified: “personne” has no @');
  assert.deepEqual(partly!.dropped, [{ column: 'inscrit le', value: '31/02/2026' }]);
  assert.match(sayFault(cut!.bad!.fault, 'fr'), /5 cellules, l’en-tête 3/);
});

test('[IF4] [IF6] an import that is left and taken up again ends with the totals of an undisturbed one', async () => {
  const text = orders();
  const [quiet, shaken] = [await freshStore(now, { buckets: 2 }), await freshStore(now, { buckets: 2 })];
  const one = await begin(quiet, 'orders', text);
  const calm = createImporter({ store: quiet, log });
  calm.start();
  await untilEnded(quiet, [one.id]);
  await calm.stop();

  const other = await begin(shaken, 'orders', text);
  // As a process that was killed left it: its number lives no more.
  await shaken.pool.query('update import_job set process = 4711');
  for (let life = 0; life < 3; life++) {
    const importer = createImporter({ store: shaken, log });
    importer.start();
    const rows = async () => (await shaken.pool.query<{ rows: number }>('select rows from import_job')).rows[0]!.rows;
    for (const end = Date.now() + 60_000; (await rows()) < 1_000 * (life + 1); await sleep(2))
      assert.ok(Date.now() < end);
    await importer.stop();
    // What was handed over before the last note comes again.
    if (life === 1) await shaken.pool.query('update import_job set rows = rows - 1000, faults = faults - 10');
  }
  const last = createImporter({ store: shaken, log });
  last.start();
  await untilEnded(shaken, [other.id]);
  await last.stop();

  const [calmRun, shakenRun] = [await getRun(quiet.pool, one.id), await getRun(shaken.pool, other.id)];
  assert.deepEqual([calmRun!.state, shakenRun!.state], ['finished', 'finished']);
  assert.deepEqual(await stats(shaken.pool), await stats(quiet.pool));
  const told = ({ report }: { report: Record<string, unknown> }) => ({ ...report, seconds: 0 });
  assert.deepEqual(told(shakenRun!), told(calmRun!));
  const faults = await listFaults(shaken.pool, other.id, { after: 0, most: 500 });
  assert.deepEqual(faults, await listFaults(quiet.pool, one.id, { after: 0, most: 500 }));
  assert.deepEqual([faults.length, faults[0]!.line, faults[0]!.column], [LINES / 100, 9, 'date']);
});

test('[IF5] [IF8] one of a kind at a time; one of which nothing can be read ends with the reason and keeps its file', async () => {
  const store = await freshStore(now, { buckets: 2 });
  const bad = await begin(store, 'customers', 'courriel\npersonne\n');
  const first = await begin(store, 'orders', orders());
  const second = await begin(store, 'orders', 'commande;date;article;prix\nZ1;03/02/2026;a;1\n');
  const importer = createImporter({ store, log });
  importer.start();
  const ids = [bad.id, first.id, second.id];
  const seen = new Set<string>();
  const spy = setInterval(async () => {
    const { rows } = await store.pool.query(
      `select run_id as id from import_job where process is not null and rows > 0`,
    );
    seen.add(
      rows
        .map(({ id }) => ids.indexOf(id))
        .sort()
        .join(),
    );
  }, 5);
  await untilEnded(store, ids);
  clearInterval(spy);
  await importer.stop();
  const runs = await Promise.all(ids.map((id) => getRun(store.pool, id)));
  assert.deepEqual(
    runs.map((one) => one!.state),
    ['interrupted', 'finished', 'finished'],
  );
  assert.ok(runs[1]!.finishedAt! <= runs[2]!.finishedAt!);
  const { code, reason } = runs[0]!.report as { code: string; reason: string };
  assert.equal(code, 'IMPORT_NOTHING_READ');
  assert.match(reason, /“personne” has no @/);
  const files = await Promise.all([bad, first, second].map(({ upload }) => readUpload(store.pool, upload.id)));
  assert.deepEqual(
    files.map((file) => file !== null),
    [true, false, false],
  );
  const later = new Date(Date.now() + 86_400_000);
  assert.equal(await store.transaction((tx) => dropOldUploads(tx, { before: later, most: 10 })), 1);
  assert.equal(await readUpload(store.pool, bad.upload.id), null);
});

test('[IF8] an import that is stopped goes no further', async () => {
  const store = await freshStore(now, { buckets: 2 });
  const { id, upload } = await begin(store, 'orders', orders());
  const importer = createImporter({ store, log });
  importer.start();
  const rows = async () => (await store.pool.query<{ rows: number }>('select rows from import_job')).rows[0]!.rows;
  for (const end = Date.now() + 60_000; (await rows()) === 0; await sleep(2)) assert.ok(Date.now() < end);
  await endRun(store, id, 'interrupted', { reason: 'ana stopped it' });
  await importer.stop();
  assert.deepEqual((await getRun(store.pool, id))!.report, { reason: 'ana stopped it' });
  assert.ok(await readUpload(store.pool, upload.id));
});

test('[IF7] what a header meant is remembered, whatever the order of its columns, the moment of the file aside', async () => {
  const store = await freshStore(now, { buckets: 2 });
  const mapping = { columns: { ville: 'traits.town', courriel: 'email' }, asOf: '2026-01-01T00:00:00Z' };
  await begin(store, 'customers', 'courriel;ville\na@b.fr;Rennes\n', mapping);
  const { asOf, ...lasting } = parseMapping(mapping);
  assert.ok(asOf);
  assert.deepEqual(await rememberedMapping(store.pool, 'customers', ['ville', 'courriel']), lasting);
  assert.equal(await rememberedMapping(store.pool, 'customers', ['ville', 'courriel', 'nom']), null);
  assert.equal(await rememberedMapping(store.pool, 'orders', ['courriel', 'ville']), null);
});
