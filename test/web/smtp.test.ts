import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_SMTP, smtpUrl } from '../../web/src/pages/settings/smtp.ts';

test('[WB103] host, port, user and password make the address of a mail server, whatever signs they hold', () => {
  const of = (given: Partial<typeof NO_SMTP>) => smtpUrl({ ...NO_SMTP, ...given });
  assert.equal(of({}), '');
  assert.equal(of({ host: ' smtp-relay.brevo.com ' }), 'smtp://smtp-relay.brevo.com:587');
  assert.equal(of({ host: 'smtp.example', port: '465' }), 'smtps://smtp.example:465');
  assert.equal(of({ host: 'smtp.example:2525' }), 'smtp://smtp.example:2525');
  const url = of({ host: 'smtp.example', user: 'claire@boutique.example', password: 'p@ss:/mot?' });
  const { username, password, hostname } = new URL(url);
  assert.deepEqual(
    [decodeURIComponent(username), decodeURIComponent(password), hostname],
    ['claire@boutique.example', 'p@ss:/mot?', 'smtp.example'],
  );
  assert.equal(of({ host: 'smtps://me:secret@smtp.example:465', port: '25' }), 'smtps://me:secret@smtp.example:465');
});
