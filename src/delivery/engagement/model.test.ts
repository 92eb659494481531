import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import fc from '../../../test/support/property.ts';
import { agentOf } from './agents.ts';
import {
  type Burst,
  type Click,
  judgeClick,
  judgeOpen,
  MANY_RECIPIENTS,
  machineProbability,
  signsOf,
} from './model.ts';
import { networkHash, rangeOf, rangesOf, within } from './networks.ts';

const MINUTE = 60_000;
let made = 0;
const click = (at: number, more: Partial<Click> = {}): Click => ({
  id: `c${++made}`,
  at,
  link: '1',
  agent: 'human',
  head: false,
  gateway: false,
  network: 'home',
  ...more,
});
const burst = (clicks: Click[], more: Partial<Burst> = {}): Burst => ({
  deliveredAt: 0,
  links: 5,
  clicks,
  recipientsNear: () => 1,
  ...more,
});

test('[EG3] each sign of A4 is seen, and only where it is', () => {
  const alone = (one: Click, more: Partial<Burst> = {}) => signsOf(one, burst([one], more));
  assert.deepEqual(alone(click(10 * MINUTE)), []);
  assert.deepEqual(alone(click(4_999)), ['quick']);
  assert.deepEqual(alone(click(5_000)), []);
  assert.deepEqual(alone(click(-200)), ['quick'], 'before the hand-over was noted');
  assert.deepEqual(alone(click(100), { deliveredAt: null }), [], 'a hand-over that nobody knows the time of');
  assert.deepEqual(alone(click(MINUTE, { gateway: true })), ['gateway']);
  assert.deepEqual(alone(click(MINUTE, { agent: 'scanner' })), ['agent']);
  assert.deepEqual(alone(click(MINUTE), { recipientsNear: () => MANY_RECIPIENTS - 1 }), []);
  assert.deepEqual(alone(click(MINUTE), { recipientsNear: () => MANY_RECIPIENTS }), ['network']);
});

test('[EG3] three links, or all of two, within three seconds are a spree; one link clicked often is not', () => {
  const at = (...moments: [number, string][]) => moments.map(([moment, link]) => click(MINUTE + moment, { link }));
  const spree = (clicks: Click[], links = 5) => clicks.map((one) => signsOf(one, burst(clicks, { links })).length > 0);
  assert.deepEqual(spree(at([0, '1'], [1_500, '2'], [3_000, '3'])), [true, true, true]);
  assert.deepEqual(spree(at([0, '1'], [1_500, '2'], [3_001, '3'])), [false, false, false]);
  assert.deepEqual(spree(at([0, '1'], [100, '1'], [200, '1'])), [false, false, false]);
  assert.deepEqual(spree(at([0, '1'], [100, '2']), 2), [true, true]);
  assert.deepEqual(spree(at([0, '1'], [100, '2']), 5), [false, false]);
  assert.deepEqual(spree(at([0, '1']), 1), [false], 'the only link of a message');
  const later = at([0, '1'], [500, '2'], [900, '3'], [240_000, '2']);
  assert.deepEqual(spree(later), [true, true, true, false], 'the reader comes after the program');
});

test('[EG3] the hidden link gives away its network, and whoever clicked about then', () => {
  const bait = click(2_000, { link: '!', network: 'gateway' });
  const judged = (one: Click) => judgeClick(one, burst([bait, one]));
  assert.deepEqual(judged(bait), { human: false, machine: 1, signs: ['quick', 'honeypot'] });
  assert.deepEqual(judged(click(40_000, { network: 'elsewhere' })).signs, ['honeypot']);
  assert.deepEqual(judged(click(20 * MINUTE, { network: 'gateway' })).signs, ['honeypot']);
  assert.deepEqual(judged(click(20 * MINUTE)), { human: true, machine: machineProbability(0), signs: [] });
});

test('[EG3] one sign is chance and two are a machine; the probability says the same', () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((n) => Math.round(machineProbability(n) * 1_000) / 1_000),
    [0.02, 0.449, 0.97, 0.999],
  );
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          at: fc.integer({ min: -5_000, max: 30 * MINUTE }),
          link: fc.constantFrom('1', '2', '3', '!'),
          agent: fc.constantFrom('human' as const, 'scanner' as const),
          head: fc.boolean(),
          gateway: fc.boolean(),
          network: fc.constantFrom('a', 'b'),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      fc.integer({ min: 0, max: 8 }),
      (given, people) => {
        const clicks = given.map((one) => click(one.at, one));
        for (const one of clicks) {
          const verdict = judgeClick(one, burst(clicks, { recipientsNear: () => people }));
          assert.equal(verdict.human, verdict.machine < 0.5);
          if (one.head || one.link === '!') assert.equal(verdict.human, false);
          else assert.equal(verdict.human, verdict.signs.length < 2);
        }
      },
    ),
  );
});

test('[EG8] who asks with HEAD is a program, however late and alone', () => {
  assert.deepEqual(judgeClick(click(MINUTE, { head: true }), burst([])), {
    human: false,
    machine: 1,
    signs: ['agent'],
  });
  assert.equal(judgeOpen('human', true).human, false);
});

const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

test('[EG6] prefetching, proxies, programs and people are told apart by how they name themselves', () => {
  const apple = rangesOf(['104.28.0.0/16', '2a02:26f7::/32']);
  const of = (userAgent: string | undefined, address = '192.0.2.1', known = apple) =>
    agentOf({ userAgent, address, prefetch: false }, known);
  assert.equal(of('Mozilla/5.0', '104.28.3.4'), 'mpp');
  assert.equal(of('Mozilla/5.0', '2a02:26f7:1::1'), 'mpp');
  assert.equal(of('Mozilla/5.0', '192.0.2.1'), 'proxy', 'Apple’s name from another network');
  assert.equal(of('Mozilla/5.0', '192.0.2.1', []), 'mpp', 'no networks are known: the name alone tells');
  assert.equal(
    of('Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'),
    'proxy',
  );
  assert.equal(of('YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html'), 'proxy');
  assert.equal(
    of(
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
    ),
    'mpp',
  );
  for (const program of [
    'curl/8.5.0',
    'python-requests/2.32',
    'Barracuda Sentinel',
    'Mozilla/5.0 HeadlessChrome/120',
    '',
    undefined,
  ]) {
    assert.equal(of(program), 'scanner', String(program));
  }
  for (const person of [
    SAFARI,
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36 Edg/146.0',
  ]) {
    assert.equal(of(person), 'human', person);
  }
  assert.equal(
    agentOf({ userAgent: SAFARI, address: '192.0.2.1', prefetch: true }, []),
    'scanner',
    'a page that nobody asked for yet',
  );
  assert.deepEqual(
    (['mpp', 'proxy', 'scanner', 'human'] as const).map((agent) => judgeOpen(agent, false).human),
    [false, false, false, true],
  );
});

test('[EG3] networks hold the addresses between their ends, whatever their order and overlap', () => {
  const ranges = rangesOf([
    '198.51.100.0/24',
    '10.0.0.0/8',
    '10.1.0.0/16',
    '2001:db8::/32',
    '203.0.113.7',
    'nonsense',
    '1.2.3.4/33',
    '1.2.3.4/x',
  ]);
  for (const inside of [
    '10.0.0.0',
    '10.255.255.255',
    '198.51.100.9',
    '203.0.113.7',
    '2001:db8:ffff::1',
    '::ffff:10.2.3.4',
  ]) {
    assert.ok(within(ranges, inside), inside);
  }
  for (const outside of [
    '9.255.255.255',
    '11.0.0.0',
    '203.0.113.8',
    '2001:db9::',
    '::1',
    'nonsense',
    '',
    'fe80::1%eth0',
  ]) {
    assert.ok(!within(ranges, outside), outside);
  }
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, bits) => {
      assert.ok(within(rangesOf([`${address}/${bits}`]), address));
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void [rangeOf(text), within(ranges, text)]));
});

test('[EG1] a network is kept as a keyed hash: neighbours have the same one, and it cannot be asked without the key', () => {
  const [key, other] = ['a', 'b'].map((text) => createSecretKey(Buffer.from(text)));
  const hash = (address: string, by = key!) => networkHash(by, address).toString('hex');
  assert.equal(hash('192.0.2.1'), hash('192.0.2.254'));
  assert.equal(hash('192.0.2.1'), hash('::ffff:192.0.2.9'));
  assert.notEqual(hash('192.0.2.1'), hash('192.0.3.1'));
  assert.notEqual(hash('192.0.2.1'), hash('192.0.2.1', other));
  assert.equal(hash('2001:db8:1:2::3'), hash('2001:db8:1:ffff::'));
  assert.notEqual(hash('2001:db8:1::'), hash('2001:db8:2::'));
  assert.equal(hash('nonsense').length, 16);
});
