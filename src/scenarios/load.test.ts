import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { publish, saveTemplate, type TemplateInput } from '../messages/index.ts';
import { loadScenarios } from './load.ts';

const { pool } = await freshDatabase();
const now = new Date('2026-03-01T09:00:00Z');
const offer: TemplateInput = {
  key: 'offer',
  name: 'Offer',
  channel: 'email',
  class: 'promotional',
  purpose: 'news',
  draft: { format: 'html', subject: 'Bonjour', body: '<p>Bonjour</p>' },
};

test('[SC26] a draft that is called transactional does not carry the published promotional message past the gates', async () => {
  const shop = { name: 'Atelier', postalAddress: '1 rue du Port, 35000 Rennes' };
  await saveTemplate(pool, offer, now);
  await publish(pool, 'offer', { shop, sender: { address: 'bonjour@atelier.example' }, now });
  await saveTemplate(pool, { ...offer, class: 'transactional', purpose: 'receipts' }, now);
  const facts = async () => {
    const { version, channel, class: kind, purpose } = (await loadScenarios(pool)).templates.get('offer')!;
    return [version, channel, kind, purpose];
  };
  assert.deepEqual(await facts(), [1, 'email', 'promotional', 'news']);
  await publish(pool, 'offer', { shop, sender: { address: 'bonjour@atelier.example' }, now });
  assert.deepEqual(await facts(), [2, 'email', 'transactional', 'receipts']);
});
