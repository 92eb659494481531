import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { definitionsVersion } from '../store/index.ts';
import { around, now, ok, reader, sender, shop, values } from './fixtures.ts';
import {
  archiveTemplate,
  getTemplate,
  getTemplateVersion,
  listTemplates,
  publish,
  render,
  saveTemplate,
  type TemplateInput,
} from './index.ts';

const { pool } = await freshDatabase();
const context = { shop, sender, now };
const template = (key: string, body: string): TemplateInput => ({
  key,
  name: `Modèle ${key}`,
  channel: 'email',
  class: 'promotional',
  draft: { format: 'html', subject: 'Bonjour', body },
});

test('[MS16] a draft is kept, changed and read back; publication makes numbered versions that never change', async () => {
  const saved = await saveTemplate(pool, template('bienvenue', '<p>un</p>'), now);
  assert.equal(saved.publishedVersion, null);
  assert.equal(saved.purpose, 'marketing');
  const first = await publish(pool, 'bienvenue', context);
  assert.equal(first.version, 1);

  await saveTemplate(pool, { ...template('bienvenue', '<p>deux</p>'), name: 'Accueil' }, now);
  const draft = await getTemplate(pool, 'bienvenue');
  assert.deepEqual(
    [draft.id, draft.name, draft.draft.body, draft.publishedVersion],
    [saved.id, 'Accueil', '<p>deux</p>', 1],
  );
  assert.equal((await getTemplateVersion(pool, saved.id, 1)).source.body, '<p>un</p>');

  assert.equal((await publish(pool, 'bienvenue', context)).version, 2);
  const old = await getTemplateVersion(pool, saved.id, 1);
  assert.deepEqual(old.compiled, first.compiled);
  assert.match(ok(await render(old.compiled, values, around())).text, /^un\n/);
});

test('[MS16] another channel, class or purpose of a draft holds from its publication on, and never for versions before it', async () => {
  await saveTemplate(pool, { ...template('change', '<p>x</p>'), purpose: 'news' }, now);
  const { templateId } = await publish(pool, 'change', context);
  await saveTemplate(pool, { ...template('change', '<p>x</p>'), class: 'transactional', purpose: 'receipts' }, now);
  const asPublished = async (version: number) => {
    const { channel, class: kind, purpose } = await getTemplateVersion(pool, templateId, version);
    return [channel, kind, purpose];
  };
  assert.deepEqual(await asPublished(1), ['email', 'promotional', 'news']);
  await publish(pool, 'change', context);
  assert.deepEqual(await asPublished(1), ['email', 'promotional', 'news']);
  assert.deepEqual(await asPublished(2), ['email', 'transactional', 'receipts']);
});

test('[MS16] two publications at once take two numbers', async () => {
  await saveTemplate(pool, template('deux-fois', '<p>x</p>'), now);
  const both = await Promise.all([publish(pool, 'deux-fois', context), publish(pool, 'deux-fois', context)]);
  assert.deepEqual(both.map(({ version }) => version).sort(), [1, 2]);
});

test('[MS16] what is new, published or put away tells the processes that keep definitions in memory; a changed draft does not', async () => {
  const before = await definitionsVersion(pool);
  await saveTemplate(pool, template('compte', '<p>x</p>'), now);
  await saveTemplate(pool, template('compte', '<p>y</p>'), now);
  await publish(pool, 'compte', context);
  await archiveTemplate(pool, 'compte', now);
  assert.equal(await definitionsVersion(pool), before + 3);
});

test('[MS11] a blocked template makes no version and the error carries every check', async () => {
  await saveTemplate(pool, template('bloque', '{{ user.x | no_such_filter }}'), now);
  await assert.rejects(publish(pool, 'bloque', context), (error: Error & { code?: string; details?: unknown[] }) => {
    assert.equal(error.code, 'TEMPLATE_BLOCKED');
    assert.match(error.message, /undefined filter: no_such_filter/);
    assert.ok(Array.isArray(error.details) && error.details.length > 0);
    return true;
  });
  assert.equal((await getTemplate(pool, 'bloque')).publishedVersion, null);
});

test('[MS11] a draft with wrong fields is refused with their names', async () => {
  const wrong = { ...template('Clé fausse', 'x'), channel: 'fax', more: 1 } as unknown as TemplateInput;
  await assert.rejects(saveTemplate(pool, wrong, now), {
    code: 'TEMPLATE_INVALID',
    message: /key: a key is made of small letters[\s\S]*channel/,
  });
});

test('[MS16] templates are listed page by page; one put away leaves the list, keeps its versions and comes back when saved', async () => {
  for (const key of ['l-a', 'l-b', 'l-c']) await saveTemplate(pool, template(key, '<p>x</p>'), now);
  const { templateId } = await publish(pool, 'l-b', context);
  assert.equal(await archiveTemplate(pool, 'l-b', now), true);
  assert.equal(await archiveTemplate(pool, 'l-b', now), false);
  const keys = async () => (await listTemplates(pool, { after: 'l-', page: 10 })).map(({ key }) => key);
  assert.deepEqual(await keys(), ['l-a', 'l-c']);
  assert.deepEqual(
    (await listTemplates(pool, { after: 'l-a', page: 1 })).map(({ key }) => key),
    ['l-c'],
  );
  assert.equal((await getTemplateVersion(pool, templateId, 1)).key, 'l-b');
  await saveTemplate(pool, template('l-b', '<p>y</p>'), now);
  assert.deepEqual(await keys(), ['l-a', 'l-b', 'l-c']);
});

test('[MS16] what does not exist is said with a sentence', async () => {
  await assert.rejects(getTemplate(pool, 'nulle-part'), { code: 'TEMPLATE_UNKNOWN' });
  await assert.rejects(getTemplateVersion(pool, 999_999, 1), { code: 'TEMPLATE_NOT_PUBLISHED' });
});

test('[MS4] SQL and Liquid signs in every text field are kept as they are', async () => {
  const evil = `'; drop table template; -- {{ "{%" }} $1 @key \\ "`;
  const input: TemplateInput = { ...template('mechant', evil), name: evil, purpose: evil };
  await saveTemplate(pool, { ...input, draft: { format: 'text', subject: evil, body: evil } }, now);
  const kept = await getTemplate(pool, 'mechant');
  assert.deepEqual([kept.name, kept.purpose, kept.draft.subject, kept.draft.body], [evil, evil, evil, evil]);
});

test('[MS1] a template from the store speaks to a person', async () => {
  await saveTemplate(pool, template('salut', '<p>Salut {{ user.first_name }}</p>'), now);
  const { compiled } = await publish(pool, 'salut', context);
  assert.match(ok(await render(compiled, values, around(reader({ firstName: 'Zoé' })))).text, /^Salut Zoé/);
});
