/** Wordings of consent, from the list to the proof of somebody who agreed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getPerson, permissionsOf } from '../people/index.ts';
import { testApp } from './fixtures.ts';

test('[AP191] [CO12] [FO11] a changed wording is a new version; forms and proofs keep the one that was read', async (t) => {
  const { app, store, engine, as } = await testApp(t);
  const first = { fr: 'J’accepte de recevoir la lettre.', en: 'I agree to get the letter.' };
  const given = { name: 'La lettre', channel: 'email', purpose: 'marketing', text: first, source: 'site, caisse' };
  const put = (change: object = {}, role: 'marketer' | 'analyst' = 'marketer') =>
    as(role, 'PUT', '/api/wordings/letter', { ...given, ...change });
  assert.equal((await put({}, 'analyst')).statusCode, 403);
  const wrong = (await put({ name: ' ', text: { fr: '  ' }, channel: 'banner' })).json().error;
  assert.deepEqual(
    wrong.details.map(({ says }: { says: { fr: string } }) => says.fr),
    [
      'le nom doit avoir de 1 à 200 caractères',
      'ce canal ne demande de consentement à personne',
      'elle ne dit rien, dans aucune langue',
    ],
  );
  assert.equal((await put()).json().version, 1);
  assert.equal((await put({ name: 'La lettre d’été' })).json().version, 1);
  assert.match((await put({ channel: 'sms' })).json().error.message, /never change/);

  const draft = {
    title: { fr: 'La lettre' },
    doubleOptIn: false,
    consents: [{ channel: 'email', purpose: 'marketing', wording: { fr: 'À l’étude' }, kept: { key: 'letter' } }],
  };
  const keep = (change: object = {}) =>
    as('marketer', 'PUT', '/api/forms/f', { name: 'F', draft: { ...draft, ...change } });
  const publish = () => as('marketer', 'POST', '/api/forms/f/publish');
  await keep({ consents: [{ ...draft.consents[0], kept: { key: 'nothing' } }] });
  assert.match((await publish()).json().error.message, /no wording of consent “nothing”/);
  await keep();
  assert.equal((await publish()).json().version, 1);
  let callers = 0;
  const agree = async (email: string) => {
    const sent = await app.inject({
      method: 'POST',
      url: '/f/f',
      payload: new URLSearchParams({ email, 'consent:0': '1' }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'fr' },
      remoteAddress: `192.0.2.${++callers}`,
    });
    assert.equal(sent.statusCode, 200, sent.body);
    await engine.quiet();
    const person = await getPerson(store, { email });
    const [consent] = (await permissionsOf(store, person!)).consents;
    return [consent!.wording, (consent!.proof as { wording: unknown }).wording];
  };
  assert.deepEqual(await agree('ana@exemple.fr'), [first.fr, { key: 'letter', version: 1 }]);
  const second = { fr: 'J’accepte de recevoir la lettre, une fois par mois.' };
  const changed = (await put({ text: second })).json();
  assert.deepEqual([changed.version, changed.versions[1].text, changed.forms[0].version], [2, first, 1]);
  assert.deepEqual(await agree('ben@exemple.fr'), [first.fr, { key: 'letter', version: 1 }]);
  await publish();
  assert.deepEqual(await agree('eva@exemple.fr'), [second.fr, { key: 'letter', version: 2 }]);
  const person = await getPerson(store, { email: 'ana@exemple.fr' });
  assert.equal((await permissionsOf(store, person!)).consents[0]!.wording, first.fr);

  assert.equal((await as('marketer', 'DELETE', '/api/wordings/letter')).statusCode, 200);
  assert.equal((await as('marketer', 'DELETE', '/api/wordings/letter')).statusCode, 404);
  assert.match((await publish()).json().error.message, /no wording of consent “letter” in use/);
  const [line] = (await as('analyst', 'GET', '/api/wordings')).json().items;
  assert.ok(line.archivedAt);
  const { items } = (await as('admin', 'GET', '/api/audit')).json();
  const actions = items.map(({ action }: { action: string }) => action).filter((one: string) => one.startsWith('word'));
  assert.deepEqual(actions, ['wording.archive', ...Array.from({ length: 3 }, () => 'wording.save')]);
});
