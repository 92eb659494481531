import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { type CampaignStage, campaignStage } from '../../test/support/campaign-stage.ts';
import type { Fact } from '../facts/index.ts';

const toParis = { to: { segments: ['paris'] }, messages: [{ template: 'news' }] };

const order = (name: string, at: string, lines: object[], status = 'completed'): Fact =>
  ({
    kind: 'order',
    origin: 'live',
    occurredAt: new Date(at),
    receivedAt: new Date(at),
    who: { externalId: name },
    body: { orderId: `${name}-${at}`, kind: 'sale', status, currency: 'EUR', scope: 'whole', lines },
  }) as unknown as Fact;

const shoes = (price: string, quantity = '1') => ({ productId: 'shoes', nth: 1, quantity, price });

/** Three people of Paris got a campaign on 3 March at nine. */
async function sentCampaign(t: Parameters<typeof campaignStage>[0]): Promise<CampaignStage> {
  const stage = await campaignStage(t);
  await stage.people(['ann', 'bea', 'cyd']);
  await stage.plan('spring', { ...toParis, when: { at: '2026-03-03T09:00' } });
  await stage.at('2026-03-03T09:00:00Z');
  return stage;
}

test('[RS1] what left and what came back is counted; without a measure opens and clicks are unknown, never no', async (t) => {
  const stage = await sentCampaign(t);
  const { items, days, asOf } = await stage.call('GET', '/api/results');
  assert.deepEqual([days, asOf], [7, stage.now().toISOString()]);
  const [line] = items;
  assert.deepEqual(
    [line.key, line.campaign, line.entered, line.sent, line.bounced, line.complained],
    ['spring', true, 3, 3, 0, 0],
  );
  assert.deepEqual(
    [line.opened, line.clicked],
    [
      { yes: 0, no: 0, unknown: 3 },
      { yes: 0, no: 0, unknown: 3 },
    ],
  );
  await stage.store.pool.query(
    `update outbox o set outcome = 'bounced_hard', outcome_at = sent_at
     where o.person_id = (select p.id from person p where p.external_id = 'cyd')`,
  );
  assert.equal((await stage.call('GET', '/api/results/spring')).bounced, 1);
  assert.deepEqual((await stage.call('GET', '/api/results?kind=scenario')).items, []);
});

test('[RS2] [RS4] orders count once in the days after a message, without what was pending, cancelled or came back', async (t) => {
  const stage = await sentCampaign(t);
  await stage.at('2026-03-20T00:00:00Z');
  await stage.facts([
    order('ann', '2026-03-02T10:00:00Z', [shoes('99')]),
    order('ann', '2026-03-04T22:30:00Z', [shoes('49.90', '2')]),
    order('ann', '2026-03-06T10:00:00Z', [shoes('10')]),
    order('bea', '2026-03-05T10:00:00Z', [shoes('500')], 'pending'),
    order('bea', '2026-03-10T07:59:00Z', [shoes('0.20')]),
    order('cyd', '2026-03-15T10:00:00Z', [shoes('30')]),
  ]);
  const { orders, revenue, byDay } = await stage.call('GET', '/api/results/spring');
  assert.deepEqual([orders, revenue], [3, '110.00']);
  assert.deepEqual(
    byDay.map((one: { day: string; sent: number; orders: number; revenue: string }) => [
      one.day,
      one.sent,
      one.orders,
      one.revenue,
    ]),
    [
      ['2026-03-03', 3, 0, '0'],
      ['2026-03-04', 0, 1, '99.80'],
      ['2026-03-06', 0, 1, '10'],
      ['2026-03-10', 0, 1, '0.20'],
    ],
  );
  assert.equal((await stage.call('GET', '/api/results/spring?days=14')).orders, 4);
  const later = await stage.call('GET', '/api/results/spring?since=2026-03-06T00:00:00Z');
  assert.deepEqual([later.sent, later.orders, later.revenue], [0, 2, '10.20']);
  assert.equal((await stage.as('admin', 'GET', '/api/results/spring?days=5')).statusCode, 422);
});

/** Lines of orders in the bucket of a person. */
const lines = `insert into purchase_line (bucket, order_id, product_id, nth, person_id, occurred_at, quantity, price)
  select p.bucket, 'many', 'p' || i, 1, p.id, $1, 1, 1 from person p cross join generate_series(1, 20000) i where p.external_id = 'ann'`;

test('[RS6] figures of the whole shop are exact; for a screen of a large shop they are counted behind it', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['ann', 'bea']);
  const ask = async (kept: boolean) => {
    const { asOf, ...figures } = await stage.call('GET', `/api/stats${kept ? '?kept=true' : ''}`);
    return { asOf, figures };
  };
  const small = await ask(false);
  assert.deepEqual([small.figures.people, small.figures.orderLines, small.asOf], [2, 0, undefined]);
  /** They are waited for: a first count, or what is behind what is kept. */
  const keptAre = async (wanted: object) => {
    const same = async () => {
      const { figures, asOf } = await ask(true);
      return asOf !== null && isDeepStrictEqual(figures, wanted);
    };
    for (const end = Date.now() + 60_000; !(await same()); ) assert.ok(Date.now() < end, JSON.stringify(wanted));
  };
  await keptAre(small.figures);
  await stage.store.pool.query(lines, [stage.now()]);
  for (const [day, total] of [
    ['2026-03-01', 20_001],
    ['2026-03-02', 20_002],
  ] as const) {
    await stage.facts([order('ann', `${day}T07:00:00Z`, [shoes('2.50')])]);
    const { figures } = await ask(false);
    assert.equal(figures.orderLines, total, 'every fact that was applied');
    await keptAre(figures);
    const { rows } = await stage.store.pool.query('select name from kept_figures');
    assert.deepEqual(rows, [{ name: 'shop' }]);
  }
});

test('[RS3] who unsubscribed in the days after a message counts once', async (t) => {
  const stage = await sentCampaign(t);
  await stage.at('2026-03-05T00:00:00Z');
  await stage.unsubscribe('ann');
  assert.equal((await stage.call('GET', '/api/results/spring')).unsubscribed, 1);
  await stage.at('2026-03-18T00:00:00Z');
  await stage.unsubscribe('bea');
  assert.equal((await stage.call('GET', '/api/results/spring')).unsubscribed, 1);
});

test('[RS7] the people behind a figure are listed, latest first, as many as it counts', async (t) => {
  const stage = await sentCampaign(t);
  await stage.at('2026-03-05T00:00:00Z');
  await stage.unsubscribe('bea');
  await stage.at('2026-03-20T00:00:00Z');
  await stage.facts([
    order('ann', '2026-03-04T22:30:00Z', [shoes('49.90', '2')]),
    order('ann', '2026-03-06T10:00:00Z', [shoes('10')]),
    order('bea', '2026-03-05T10:00:00Z', [shoes('500')], 'pending'),
    order('cyd', '2026-03-15T10:00:00Z', [shoes('30')]),
  ]);
  await stage.unsubscribe('cyd');
  const behind = async (of: string, more = '') => {
    const { items, next } = await stage.call('GET', `/api/results/spring/people?of=${of}${more}`);
    return {
      of: items.map((one: { externalId: string; amount: string | null }) => [one.externalId, one.amount]),
      next,
    };
  };
  assert.deepEqual((await behind('entered')).of.map(([name]: [string]) => name).sort(), ['ann', 'bea', 'cyd']);
  assert.deepEqual((await behind('unsubscribed')).of, [['bea', null]]);
  assert.deepEqual((await behind('unsubscribed', '&days=30')).of, [
    ['cyd', null],
    ['bea', null],
  ]);
  const first = await behind('ordered', '&limit=1');
  const rest = await behind('ordered', `&limit=1&after=${first.next}`);
  assert.deepEqual([...first.of, ...rest.of, rest.next], [['ann', '10'], ['ann', '99.80'], null]);
  for (const asked of ['days=7', 'days=14', 'days=30&since=2026-03-06T00:00:00Z']) {
    const { entered, unsubscribed, orders, revenue } = await stage.call('GET', `/api/results/spring?${asked}`);
    const [came, gone, ordered] = [
      await behind('entered', `&${asked}`),
      await behind('unsubscribed', `&${asked}`),
      await behind('ordered', `&${asked}`),
    ].map(({ of }) => of);
    assert.deepEqual([came.length, gone.length, ordered.length], [entered, unsubscribed, orders], asked);
    const sum = ordered.reduce((total: number, [, amount]: [string, string]) => total + Number(amount), 0);
    assert.equal(sum, Number(revenue), asked);
  }
  assert.equal((await stage.as(null, 'GET', '/api/results/spring/people?of=ordered')).statusCode, 401);
  const goal = 'update entry set goal_at = $2 where person_id = (select p.id from person p where p.external_id = $1)';
  await stage.store.pool.query(goal, ['ann', '2026-03-05T10:00:00Z']);
  await stage.store.pool.query(goal, ['cyd', '2026-03-06T10:00:00Z']);
  assert.deepEqual((await behind('reached')).of, [
    ['cyd', null],
    ['ann', null],
  ]);
  assert.deepEqual((await behind('reached', '&since=2026-03-06T00:00:00Z')).of, [['cyd', null]]);

  const stats = await stage.call('GET', '/api/stats');
  const whole = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: { items: { externalId: string; amount: string }[]; next: string | null } = await stage.call(
      'GET',
      `/api/orders?limit=3${next && `&after=${next}`}`,
    );
    whole.push(...page.items);
    next = page.next;
  }
  assert.deepEqual(
    whole.map(({ externalId, amount }) => [externalId, Number(amount)]),
    [
      ['cyd', 30],
      ['ann', 10],
      ['bea', 500],
      ['ann', 99.8],
    ],
  );
  assert.deepEqual([whole.length, 639.8], [stats.orders, Number(stats.netRevenue)]);
  assert.equal((await stage.as(null, 'GET', '/api/orders')).statusCode, 401);
});

test('[RS1] somebody without the right, and a key of nothing, are refused', async (t) => {
  const stage = await campaignStage(t);
  assert.equal((await stage.as(null, 'GET', '/api/results')).statusCode, 401);
  assert.equal((await stage.as('analyst', 'GET', '/api/results/nothing')).statusCode, 404);
});
