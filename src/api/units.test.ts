/** Business units, from their settings to the sender of a message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaignStage } from '../../test/support/campaign-stage.ts';

test('[AP192] [ST6] [SC45] what a unit’s campaign sends comes from the unit, and from the shop once the unit is gone', async (t) => {
  const { as, call, engine, people, plan } = await campaignStage(t);
  const kids = { name: 'Atelier Junior', colour: '#1F6F54', senderAddress: 'junior@atelier.example' };
  assert.equal((await as('marketer', 'PUT', '/api/units/kids', kids)).statusCode, 403);
  const wrong = await as('admin', 'PUT', '/api/units/kids', {
    ...kids,
    colour: 'red',
    senderAddress: 'junior',
    name: '',
  });
  assert.deepEqual(
    wrong.json().error.details.map(({ says }: { says: { fr: string } }) => says.fr),
    [
      'le nom doit avoir de 1 à 100 caractères, sur une ligne',
      'la couleur s’écrit comme #1f6f54',
      'l’adresse de l’expéditeur n’est pas une adresse e-mail',
    ],
  );
  const saved = await call('PUT', '/api/units/kids', kids);
  assert.deepEqual(saved, { ...kids, key: 'kids', colour: '#1f6f54', senderName: '', replyTo: '' });
  assert.deepEqual((await as('analyst', 'GET', '/api/units')).json().items, [saved]);
  assert.equal((await as('admin', 'PUT', '/api/units/K!', kids)).statusCode, 422);

  await people(['p1']);
  const draft = { to: { segments: ['paris'] }, messages: [{ template: 'news' }], unit: 'kids' };
  const froms = async () => {
    await engine.quiet();
    const { items } = await call('GET', '/api/outbox?order=latest');
    const whole = await Promise.all(items.map(({ key }: { key: string }) => call('GET', `/api/outbox/${key}`)));
    return whole.map(({ message }) => `${message.from.name} <${message.from.address}>`);
  };
  await plan('first', draft);
  assert.deepEqual(await froms(), ['Atelier Junior <junior@atelier.example>']);
  await plan('own', { ...draft, unit: null });
  assert.deepEqual((await froms()).sort(), [
    'Atelier <bonjour@atelier.example>',
    'Atelier Junior <junior@atelier.example>',
  ]);
  await call('DELETE', '/api/units/kids');
  await plan('gone', draft);
  assert.equal((await froms()).filter((from) => from.startsWith('Atelier <')).length, 2);
  assert.equal((await as('admin', 'DELETE', '/api/units/kids')).statusCode, 404);

  const keys = async (path: string) => (await call('GET', path)).items.map(({ key }: { key: string }) => key).sort();
  assert.deepEqual(await keys('/api/campaigns?unit=kids'), ['first', 'gone']);
  await call('PUT', '/api/scenarios/welcome', { key: 'welcome', name: 'Welcome', unit: 'kids' });
  await call('PUT', '/api/scenarios/other', { key: 'other', name: 'Other' });
  assert.deepEqual(await keys('/api/scenarios?unit=kids'), ['welcome']);
});
