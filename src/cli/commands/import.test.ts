import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { commandLine, type Said } from '../../../test/support/command-line.ts';
import { freshDatabase } from '../../../test/support/database.ts';

const { url } = await freshDatabase();

const declic = (folder: string, ...args: string[]): Promise<Said> =>
  commandLine({ DECLIC_DATA: join(folder, 'data'), DATABASE_URL: url, LOG_LEVEL: 'silent' })('import', ...args);

async function withFiles(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'declic-import-'));
  try {
    await writeFile(join(folder, 'good.csv'), 'email;prénom\na@gamil.com;Ana\nnobody;Bob\n');
    await writeFile(join(folder, 'bad.csv'), 'email\nnobody\n');
    await writeFile(join(folder, 'mapping.json'), '{"columns": {"prenom": "firstName"}}');
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('[IM31] a dry run shows mapping, facts and quality, with --json as one document', async () => {
  await withFiles(async (folder) => {
    const shown = await declic(folder, 'customers', join(folder, 'good.csv'), '--dry-run');
    assert.equal(shown.code, 0, shown.err);
    for (const part of [
      'prénom',
      'firstName',
      '2 lines read, 1 kept, 1 rejected',
      'Nothing was stored.',
      'a@gmail.com?',
      'line 3',
    ]) {
      assert.ok(shown.out.includes(part), `${part} is missing in ${shown.out}`);
    }
    const json = JSON.parse((await declic(folder, 'customers', join(folder, 'good.csv'), '--dry-run', '--json')).out);
    assert.deepEqual([json.report.rowsKept, json.preview.facts.length], [1, 1]);
  });
});

test('[IM31] what cannot be imported ends with a sentence and an exit code', async () => {
  await withFiles(async (folder) => {
    const nothing = await declic(folder, 'customers', join(folder, 'bad.csv'), '--dry-run');
    assert.equal(nothing.code, 1);
    assert.match(nothing.err, /None of the 1 lines could be read/u);
    const column = await declic(
      folder,
      'customers',
      join(folder, 'good.csv'),
      '--dry-run',
      '--mapping',
      join(folder, 'mapping.json'),
    );
    assert.equal(column.code, 1);
    assert.match(column.err, /nearest in its header: prénom/u);
    assert.match((await declic(folder, 'client', 'x.csv')).err, /There is no import of “client”/u);
    assert.equal((await declic(folder, 'orders')).code, 2);
  });
});

test('[IM31] without a running server the command opens the store for itself, and all is applied when it ends', async () => {
  await withFiles(async (folder) => {
    const ended = await declic(folder, 'customers', join(folder, 'good.csv'), '--json');
    assert.equal(ended.code, 0, ended.err);
    const report = JSON.parse(ended.out);
    assert.deepEqual([report.rowsKept, report.rowsRejected, report.refused.count], [1, 1, 0]);
    const again = await declic(folder, 'customers', join(folder, 'good.csv'));
    assert.match(again.out, /Everything is applied/u);
  });
});
