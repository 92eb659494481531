/** A campaign on a real server: planned in the minute in which its segment was made, it reaches everybody of it, once. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../support/serving.ts';
import { introduce } from '../support/shop.ts';

const PATIENCE_MS = 60_000;
const server = await serve(after);
const { ok } = server;

test('C10 · a campaign for a segment that was made a moment ago reaches everybody of it, and each once', async () => {
  await introduce(ok);
  const draft = { format: 'html', subject: 'Bonjour', body: '<h1>Nouvelle collection</h1>' };
  await ok('PUT', '/api/templates/collection', { name: 'Collection', channel: 'email', class: 'service', draft });
  await ok('POST', '/api/templates/collection/publish', {});
  const people = [0, 1, 2, 3, 4, 5].map((at) => ({
    type: 'identify',
    messageId: `i${at}`,
    userId: `c${at}`,
    traits: { email: `c${at}@exemple.fr`, city: at < 4 ? 'Lyon' : 'Lille' },
  }));
  await server.track(people);
  await server.quiet();
  await ok('PUT', '/api/segments/lyon', { name: 'Lyonnais', rule: { trait: 'city', op: 'is', value: 'Lyon' } });
  await ok('PUT', '/api/campaigns/now', {
    name: 'Collection',
    to: { segments: ['lyon'] },
    messages: [{ template: 'collection' }],
  });
  await ok('POST', '/api/campaigns/now/plan', {});
  const sent = async () => (await ok('GET', '/api/outbox?state=sent')).items as { externalId: string }[];
  for (const end = Date.now() + PATIENCE_MS; (await sent()).length < 4; await sleep(200))
    assert.ok(
      Date.now() < end,
      `only ${(await sent()).length} of 4 were written to: ${JSON.stringify(await ok('GET', '/api/campaigns/now'))}`,
    );
  await server.quiet();
  assert.deepEqual((await sent()).map(({ externalId }) => externalId).sort(), ['c0', 'c1', 'c2', 'c3']);
});
