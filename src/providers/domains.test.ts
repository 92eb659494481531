import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import { nameServer } from '../../test/support/dns.ts';
import { mailSink, SECRET, sendingShop } from '../../test/support/sending.ts';
import { readReturnPath } from '../channels/index.ts';
import { checkDns, keyRecord, systemDns } from './dns.ts';
import { dkimRecord, listDomains, makeDomain, providerSpec, removeDomain, saveProvider } from './index.ts';

/** Verifies the DKIM signature of a message by RFC 6376, relaxed/relaxed; answers which headers it covers. */
function verified(raw: string, publicKey: string): { domain: string; selector: string; covers: string[] } {
  const [head, ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const headers = head!.split(/\r\n(?![ \t])/).map((line) => {
    const colon = line.indexOf(':');
    const value = line
      .slice(colon + 1)
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim();
    return { name: line.slice(0, colon).toLowerCase(), value };
  });
  const signature = headers.find(({ name }) => name === 'dkim-signature')!;
  const tags = Object.fromEntries(
    signature.value
      .split(';')
      .map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).trim()]),
  );
  const plain = body
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n')
    .replace(/(\r\n)*$/, '\r\n');
  assert.equal(
    createHash('sha256').update(plain, 'latin1').digest('base64'),
    tags.bh,
    'the body is the one that was signed',
  );
  const covers = tags.h!.split(':');
  const signed = covers
    .map((name) => `${name}:${headers.findLast((header) => header.name === name)?.value}\r\n`)
    .join('');
  const own = `dkim-signature:${signature.value.replace(/\bb=[^;]*$/, 'b=')}`;
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const bytes = Buffer.from(tags.b!.replace(/\s/g, ''), 'base64');
  assert.ok(verify('sha256', Buffer.from(signed + own, 'latin1'), key, bytes), 'the signature is good');
  return { domain: tags.d!, selector: tags.s!, covers };
}

test('[PV10] [CH12] mail from a domain with a key is signed, how to be rid of it included; other mail is not', async (t) => {
  const sink = await mailSink(t);
  const shop = await sendingShop(t, sink.url);
  await shop.queue(['before@exemple.fr']);
  await shop.delivery.runDue();
  assert.doesNotMatch(sink.arrived[0]!.raw, /^dkim-signature/im);
  // The shop sends from bonjour@atelier.example.
  const { publicKey } = await makeDomain(shop.store, 'Atelier.example', SECRET);
  await new Promise((done) => setTimeout(done, 600));
  await shop.queue(['after@exemple.fr']);
  await shop.delivery.runDue();
  const { domain, selector, covers } = verified(sink.arrived[1]!.raw, publicKey);
  assert.deepEqual([domain, selector], ['atelier.example', 'declic']);
  for (const header of ['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post'])
    assert.ok(covers.includes(header), header);
  await removeDomain(shop.store, 'atelier.example');
  await new Promise((done) => setTimeout(done, 600));
  await shop.queue(['again@exemple.fr']);
  await shop.delivery.runDue();
  assert.doesNotMatch(sink.arrived[2]!.raw, /^dkim-signature/im);
});

test('[PV10] a domain keeps its key, a domain below it is signed by it, and the private half is never shown', async (t) => {
  const shop = await sendingShop(t, null);
  const made = await makeDomain(shop.store, 'shop.example', SECRET);
  assert.equal((await makeDomain(shop.store, 'shop.example', SECRET)).publicKey, made.publicKey);
  const record = dkimRecord(made);
  assert.equal(record.name, 'declic._domainkey.shop.example');
  assert.match(record.value, /^v=DKIM1; k=rsa; p=[A-Za-z0-9+/]{300,}=*$/);
  const [kept] = (await shop.store.pool.query('select * from sending_domain')).rows;
  assert.doesNotMatch(JSON.stringify([kept, await listDomains(shop.store.pool)]), /PRIVATE KEY/);
  for (const wrong of ['', 'shop', 'shop example.fr', 'http://shop.example', 'a@shop.example'])
    await assert.rejects(makeDomain(shop.store, wrong, SECRET), { code: 'DOMAIN_INVALID' });
  await assert.rejects(removeDomain(shop.store, 'none.example'), { code: 'DOMAIN_UNKNOWN' });
});

test('[PV11] with a return path, what comes back is addressed to the message, and answers still go to the sender', async (t) => {
  const sink = await mailSink(t);
  const shop = await sendingShop(t, null);
  const spec = providerSpec.parse({ url: sink.url, returnPathDomain: 'bounces.atelier.example' });
  await saveProvider(shop.store, 'own', spec, SECRET);
  const [key] = await shop.queue(['a@exemple.fr']);
  await shop.delivery.runDue();
  const [mail] = sink.arrived;
  assert.deepEqual(readReturnPath(mail!.from, SECRET), { key });
  assert.match(mail!.from, /@bounces\.atelier\.example$/);
  assert.match(mail!.raw, /^from: .*bonjour@atelier\.example/im);
});

const key = { domain: 'shop.example', selector: 'declic', publicKey: 'MIIB'.repeat(98) };
const good = {
  'shop.example': ['google-site-verification=x', 'v=spf1 include:mail.example ~all'],
  'mail.example': ['v=spf1 ip4:192.0.2.0/24 a -all'],
  'declic._domainkey.shop.example': [keyRecord(key.publicKey)],
  '_dmarc.shop.example': ['v=DMARC1; p=none; rua=mailto:dmarc@shop.example'],
};
const statesOf = async (t: { after: (work: () => void) => void }, records: Record<string, string[] | null>) => {
  const dns = systemDns([await nameServer((work) => t.after(work), { ...good, ...records })]);
  const { spf, dkim, dmarc } = await checkDns(dns, key);
  for (const one of [spf, dkim, dmarc]) assert.equal(one.todo.fr === '' && one.todo.en === '', one.state === 'ok');
  return [spf.state, dkim.state, dmarc.state].join(' ');
};

test('[PV12] the DNS of a domain is asked for SPF, DKIM and DMARC; each says whether it does and what is to be done', async (t) => {
  const cases: [Record<string, string[] | null>, string][] = [
    [{}, 'ok ok ok'],
    [{ 'shop.example': ['hello'] }, 'missing ok ok'],
    [{ 'shop.example': ['v=spf1 a ~all', 'v=spf1 mx ~all'] }, 'wrong ok ok'],
    [{ 'shop.example': ['v=spf1 +all'] }, 'wrong ok ok'],
    [{ 'shop.example': ['v=spf1 a mx'] }, 'wrong ok ok'],
    [{ 'shop.example': ['v=spf1 redirect=mail.example'] }, 'ok ok ok'],
    [{ 'shop.example': [`v=spf1 ${'a:x.example '.repeat(11)}~all`] }, 'wrong ok ok'],
    [{ 'mail.example': [`v=spf1 ${'mx:x.example '.repeat(10)}~all`] }, 'wrong ok ok'],
    [{ 'shop.example': ['v=spf1 include:shop.example ~all'] }, 'wrong ok ok'],
    [{ 'declic._domainkey.shop.example': ['v=DKIM1; p=other'] }, 'ok wrong ok'],
    [
      { 'declic._domainkey.shop.example': [`v=DKIM1; p=${key.publicKey.slice(0, 80)} ${key.publicKey.slice(80)}`] },
      'ok ok ok',
    ],
    [{ '_dmarc.shop.example': ['v=DMARC1; rua=mailto:x@y.fr'] }, 'ok ok wrong'],
    [{ '_dmarc.shop.example': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] }, 'ok ok wrong'],
    [{ 'shop.example': null }, 'unknown ok ok'],
  ];
  for (const [records, states] of cases) assert.equal(await statesOf(t, records), states, JSON.stringify(records));
});

test('[PV12] what is missing is told, and a domain below is held by the policy above it', async (t) => {
  const empty = systemDns([await nameServer((work) => t.after(work), {})]);
  const { spf, dkim, dmarc } = await checkDns(empty, key);
  assert.deepEqual([spf.state, dkim.state, dmarc.state], ['missing', 'missing', 'missing']);
  const above = systemDns([await nameServer((work) => t.after(work), good)]);
  const below = await checkDns(above, { ...key, domain: 'news.shop.example' });
  assert.deepEqual([below.dmarc.state, below.dmarc.name], ['ok', '_dmarc.shop.example']);
});
