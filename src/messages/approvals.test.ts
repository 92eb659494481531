import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { writeSetting } from '../settings/index.ts';
import { approvalOf, approve, askApproval, publishAlone, refuseApproval } from './approvals.ts';
import { now, sender, shop } from './fixtures.ts';
import { getTemplate, saveTemplate, type TemplateInput } from './index.ts';

const { pool } = await freshDatabase();
const context = { shop, sender, now };
const CLAIRE = 'claire@shop.example';
const PAUL = 'paul@shop.example';

const save = (key: string, body = '<p>un</p>', by = CLAIRE) => {
  const draft = { format: 'html' as const, subject: 'Bonjour', body };
  const input: TemplateInput = { key, name: key, channel: 'email', class: 'service', draft };
  return saveTemplate(pool, input, now, { by });
};
const ask = (key: string, revision: number, by = CLAIRE) =>
  askApproval(pool, key, { by, note: 'Relis-moi', revision, now });
const yes = (key: string, revision: number, by = PAUL, account = true) =>
  approve(pool, key, context, { by, account, revision });

test('[MS29] where the shop wants a second person, nobody publishes alone', async () => {
  await save('seul');
  assert.equal((await publishAlone(pool, 'seul', context)).version, 1);
  await writeSetting(pool, 'messages.approval', true, now);
  await assert.rejects(publishAlone(pool, 'seul', context), { code: 'TEMPLATE_NEEDS_APPROVAL' });
  const { revision } = await save('seul', '<p>deux</p>');
  await ask('seul', revision);
  assert.deepEqual(await approvalOf(pool, 1), {
    revision,
    askedBy: CLAIRE,
    askedAt: now,
    note: 'Relis-moi',
    refusedBy: null,
    refusedAt: null,
    refusal: null,
  });
  await assert.rejects(yes('seul', revision, CLAIRE), { code: 'TEMPLATE_OWN_APPROVAL' });
  await assert.rejects(yes('seul', revision, 'key shop', false), { code: 'TEMPLATE_OWN_APPROVAL' });
  const published = await yes('seul', revision);
  assert.deepEqual([published.version, published.askedBy], [2, CLAIRE]);
  assert.equal(await approvalOf(pool, published.templateId), null);
});

test('[MS30] who publishes alone says which draft they have read: another is not published', async () => {
  const { revision } = await save('read');
  await writeSetting(pool, 'messages.approval', false, now);
  const later = await save('read', '<p>autre</p>', PAUL);
  await assert.rejects(publishAlone(pool, 'read', context, revision), {
    code: 'TEMPLATE_CHANGED',
    message: /paul@shop\.example changed/,
  });
  assert.equal((await publishAlone(pool, 'read', context, later.revision)).version, 1);
  await writeSetting(pool, 'messages.approval', true, now);
});

test('[MS29] what is approved is what was read: a change asks for nothing any more', async () => {
  const { revision, id } = await save('change');
  await ask('change', revision);
  const later = await save('change', '<p>autre</p>');
  await assert.rejects(yes('change', revision), { code: 'TEMPLATE_NOT_ASKED' });
  await assert.rejects(yes('change', later.revision), { code: 'TEMPLATE_NOT_ASKED' });
  await assert.rejects(ask('change', revision), { code: 'TEMPLATE_CHANGED' });
  await ask('change', later.revision);
  assert.equal((await yes('change', later.revision)).version, 1);
  await assert.rejects(yes('change', later.revision), { code: 'TEMPLATE_NOT_ASKED' });
  assert.equal(await approvalOf(pool, id), null);
});

test('[MS29] whoever reads it may say why not, whoever asked may take it back', async () => {
  const { revision, id } = await save('non');
  await ask('non', revision);
  await refuseApproval(pool, 'non', { by: PAUL, reason: 'Le prix est faux', revision, now });
  const refused = await approvalOf(pool, id);
  assert.deepEqual([refused?.refusedBy, refused?.refusal], [PAUL, 'Le prix est faux']);
  await assert.rejects(yes('non', revision), { code: 'TEMPLATE_NOT_ASKED' });
  await ask('non', revision);
  await refuseApproval(pool, 'non', { by: CLAIRE, reason: '', revision, now });
  assert.equal(await approvalOf(pool, id), null);
});

test('[MS30] two who edit one draft are told apart: the second is told who was faster, and nothing is overwritten', async () => {
  const input = (body: string): TemplateInput => ({
    key: 'deux',
    name: 'Deux',
    channel: 'email',
    class: 'service',
    draft: { format: 'html', subject: 'x', body },
  });
  const made = await saveTemplate(pool, input('un'), now, { by: CLAIRE, revision: 0 });
  assert.equal(made.revision, 1);
  await assert.rejects(saveTemplate(pool, input('x'), now, { by: PAUL, revision: 0 }), { code: 'TEMPLATE_EXISTS' });
  const saved = await saveTemplate(pool, input('deux'), now, { by: PAUL, revision: 1 });
  assert.deepEqual([saved.revision, saved.changedBy, saved.continued], [2, PAUL, false]);
  await assert.rejects(saveTemplate(pool, input('trois'), now, { by: CLAIRE, revision: 1 }), (error: Error) => {
    assert.match(error.message, /paul@shop\.example changed the template “deux”/);
    assert.deepEqual((error as Error & { details: object }).details, { by: PAUL, at: now, revision: 2 });
    return true;
  });
  assert.equal((await getTemplate(pool, 'deux')).draft.body, 'deux');
  const again = await saveTemplate(pool, input('quatre'), now, { by: PAUL, revision: 2 });
  assert.equal(again.continued, true, 'one line in the log for one sitting');
  const both = await Promise.allSettled(
    ['a', 'b'].map((body) => saveTemplate(pool, input(body), now, { by: body, revision: 3 })),
  );
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});
