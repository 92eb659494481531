import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import {
  CHANNEL_KINDS,
  channelOf,
  channels,
  messageIdFor,
  normaliseEmail,
  normalisePhone,
  normalisePostal,
  openAdapters,
} from './index.ts';

test('[CH1] every channel declares a complete sheet, a consent kind, an address kind and an hours rule', () => {
  assert.deepEqual(Object.keys(channels).sort(), [...CHANNEL_KINDS].sort());
  for (const [kind, channel] of Object.entries(channels)) {
    assert.equal(channel.kind, kind);
    assert.ok(channel.name.fr && channel.name.en, kind);
    assert.ok(channel.sheet.intrusiveness > 0 && channel.sheet.halfLifeDays > 0, kind);
    assert.match(channel.sheet.unitCost, /^\d+(\.\d+)?$/, `${kind}: the cost is an exact decimal`);
    assert.match(channel.sheet.fixedCost, /^\d+(\.\d+)?$/, kind);
    assert.ok(['optin', 'optout', 'none'].includes(channel.consent), kind);
    assert.ok(['any', 'quiet-nights', 'sms-france', 'call-france'].includes(channel.hours), kind);
    assert.equal(
      channel.addressKind === 'none',
      channel.normalise('').ok,
      `${kind}: only a channel without address takes none`,
    );
  }
  assert.equal(channels.email.sheet.intrusiveness, 1);
});

test('[CH1] channels that French law wants consent for are opt-in, post is opt-out', () => {
  for (const kind of ['email', 'sms', 'call', 'push', 'webpush', 'whatsapp'] as const) {
    assert.equal(channels[kind].consent, 'optin', kind);
  }
  assert.equal(channels.post.consent, 'optout');
  assert.equal(channels.sms.hours, 'sms-france');
  assert.equal(channels.call.hours, 'call-france');
});

test('[CH2] spellings of one e-mail address become one address', () => {
  for (const raw of [
    'Marie.Dupont@Exemple.FR',
    ' marie.dupont@exemple.fr ',
    '<marie.dupont@exemple.fr>',
    'mailto:marie.dupont@exemple.fr',
    'marie.dupont@exemple.fr.',
  ]) {
    assert.deepEqual(normaliseEmail(raw), { ok: true, address: 'marie.dupont@exemple.fr' }, raw);
  }
  assert.deepEqual(normaliseEmail('léa@café.fr'), { ok: true, address: 'léa@xn--caf-dma.fr' });
  assert.deepEqual(normaliseEmail('a+promo@b.co'), { ok: true, address: 'a+promo@b.co' });
});

test('[CH2] what is not an e-mail address is refused with a sentence', () => {
  const wrong = [
    '',
    'marie',
    '@exemple.fr',
    'marie@',
    'marie@exemple',
    'ma rie@exemple.fr',
    'a@b.fr, c@d.fr',
    'a..b@c.fr',
    'a@b.fr\r\nBcc: x@y.fr',
    'a@-b.fr',
    `${'a'.repeat(65)}@b.fr`,
  ];
  for (const raw of wrong) {
    const result = normaliseEmail(raw);
    assert.equal(result.ok, false, raw);
    assert.match(result.ok ? '' : result.reason, /^[A-Z].*\.$/);
  }
});

test('[CH2] normalising an address twice changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string()), (raw) => {
      for (const channel of Object.values(channels)) {
        const once = channel.normalise(raw);
        if (once.ok) assert.deepEqual(channel.normalise(once.address), once, channel.kind);
      }
    }),
  );
});

test('[CH2] phone numbers become E.164, read in the region of the shop', () => {
  assert.deepEqual(normalisePhone('06 12 34 56 78'), { ok: true, address: '+33612345678' });
  assert.deepEqual(normalisePhone("'0612345678"), { ok: true, address: '+33612345678' });
  assert.deepEqual(normalisePhone('0470 12 34 56', 'BE'), { ok: true, address: '+32470123456' });
  assert.equal(normalisePhone('12').ok, false);
});

test('[CH2] a postal address is lines in capitals with a postcode', () => {
  assert.deepEqual(normalisePostal('Marie  Dupont\n\n12 rue de l’Église\n35000 Rennes'), {
    ok: true,
    address: 'MARIE DUPONT\n12 RUE DE L’ÉGLISE\n35000 RENNES',
  });
  assert.equal(normalisePostal('Marie Dupont\n12 rue X\nRennes').ok, false);
  assert.equal(normalisePostal(`Marie\n${'x'.repeat(39)}\n35000 Rennes`).ok, false);
});

test('[CH2] a browser subscription is kept in one spelling and needs https and keys', () => {
  const keys = { p256dh: 'BKey', auth: 'secret' };
  const good = JSON.stringify({ keys, expirationTime: null, endpoint: 'https://push.example/1' });
  assert.deepEqual(channels.webpush.normalise(good), {
    ok: true,
    address: JSON.stringify({ endpoint: 'https://push.example/1', keys }),
  });
  assert.equal(channels.webpush.normalise(JSON.stringify({ keys, endpoint: 'http://push.example/1' })).ok, false);
  assert.equal(channels.webpush.normalise('null').ok, false);
});

test('[CH3] a channel without an adapter accepts into the local outbox and says that it is not connected', async () => {
  const adapters = openAdapters({});
  for (const kind of CHANNEL_KINDS) {
    const adapter = adapters.of(kind);
    assert.equal(adapter.connected, false, kind);
    const result = await adapter.send({ key: 'k1', from: { address: 'shop@exemple.fr' }, to: 'somebody' });
    assert.deepEqual(result, { state: 'sent', providerId: 'local:k1' });
  }
  await adapters.close();
});

test('[CH3] e-mail with a mail server is connected, and one adapter serves the whole process', async () => {
  const adapters = openAdapters({ smtpUrl: 'smtp://127.0.0.1:2525' });
  assert.equal(adapters.of('email').connected, true);
  assert.equal(adapters.of('email'), adapters.of('email'));
  assert.equal(adapters.of('sms').connected, false);
  await adapters.close();
});

test('[CH5] the Message-ID depends on the key and the sender’s domain alone', () => {
  const id = messageIdFor('key-1', 'Shop@Exemple.fr');
  assert.match(id, /^<[0-9a-f]{40}@exemple\.fr>$/);
  assert.equal(messageIdFor('key-1', 'other@exemple.fr'), id);
  assert.notEqual(messageIdFor('key-2', 'shop@exemple.fr'), id);
  assert.doesNotMatch(id, /key-1/);
});

test('[CH8] an unknown channel is refused with the known ones', () => {
  assert.throws(() => channelOf('fax'), { code: 'CHANNEL_UNKNOWN', message: /email, sms, post/ });
  assert.throws(() => channelOf('toString'), { code: 'CHANNEL_UNKNOWN' });
});
