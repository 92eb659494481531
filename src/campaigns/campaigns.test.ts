import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaignStage } from '../../test/support/campaign-stage.ts';
import type { Fact } from '../facts/index.ts';

const toParis = { to: { segments: ['paris'] }, messages: [{ template: 'news' }] };
const names = (many: number, prefix = 'p') => Array.from({ length: many }, (_, n) => `${prefix}${n}`);
const moments = (sent: readonly { at: string }[]) => sent.map(({ at }) => at.slice(0, 16));

test('[CM1] [CM16] C10 · a draft may be incomplete; what is missing is told with its field, and neither such a draft is planned nor another one than was looked at', async (t) => {
  const { call, as } = await campaignStage(t);
  const draft = await call('PUT', '/api/campaigns/spring', { name: 'Spring' });
  assert.equal(draft.state, 'draft');
  const codes = (answer: { faults: { code: string; field: string }[] }) =>
    answer.faults.map(({ code, field }) => `${field}: ${code}`);
  assert.deepEqual(codes(draft), ['to.segments: nobody', 'messages: no_message']);
  const wrong = await call('PUT', '/api/campaigns/spring', {
    name: 'Spring',
    to: { segments: ['nowhere'], except: ['never'], rule: { colour: 'red' } },
    messages: [{ template: 'nothing' }, { template: 'news' }],
    when: { at: '2026-02-30T09:00' },
    pace: { messages: 10, per: 'day', from: '09:00', until: '09:10' },
  });
  assert.deepEqual(codes(wrong), [
    'to.segments: segment_unknown',
    'to.except: segment_unknown',
    'to.rule: rule',
    'messages.0: template_unknown',
    'messages.1: no_days',
    'when.at: moment',
    'pace: hours_short',
  ]);
  const refused = await as('marketer', 'POST', '/api/campaigns/spring/plan');
  assert.equal(refused.statusCode, 422);
  assert.equal(refused.json().error.code, 'CAMPAIGN_FAULTY');
  assert.equal(refused.json().error.details.length, 7);
  const past = await call('PUT', '/api/campaigns/spring', {
    ...toParis,
    name: 'Spring',
    when: { at: '2026-03-01T09:00' },
  });
  assert.deepEqual(codes(past), ['when.at: past']);
  const late = await as('marketer', 'PUT', '/api/campaigns/spring', { name: 'Mine', revision: draft.revision });
  assert.deepEqual(
    [late.statusCode, late.json().error.code, late.json().error.details.by],
    [409, 'CAMPAIGN_CHANGED', past.changedBy],
  );
  const looked = await call('PUT', '/api/campaigns/spring', { ...toParis, name: 'Spring', revision: past.revision });
  const changed = await call('PUT', '/api/campaigns/spring', { ...toParis, name: 'Other', revision: looked.revision });
  const plan = (revision: number) => as('marketer', 'POST', '/api/campaigns/spring/plan', { revision });
  assert.equal((await plan(looked.revision)).json().error.code, 'CAMPAIGN_CHANGED');
  assert.equal((await plan(changed.revision)).statusCode, 200);
});

test('[CM2] C10 · everybody of the audience gets it once, also at a second plan and a merge of two who had it', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(names(5));
  await stage.people(['outside'], { city: 'Lyon' });
  const planned = await stage.plan('now', toParis);
  assert.equal(planned.state, 'planned');
  await stage.engine.quiet();
  assert.deepEqual(
    (await stage.sent()).map(({ person, step }) => `${person} ${step}`),
    names(5).map((one) => `${one} message-1`),
  );
  const done = await stage.call('GET', '/api/campaigns/now');
  assert.deepEqual([done.state, done.standing.sent, done.standing.entered], ['done', 5, 5]);
  const again = await stage.as('marketer', 'POST', '/api/campaigns/now/plan');
  assert.equal(again.json().error.code, 'CAMPAIGN_PLANNED');
  await stage.at('2026-03-20T00:00:00Z');
  assert.equal((await stage.sent()).length, 5);
  // What is over is not counted again: its figures outlive its messages.
  await stage.store.pool.query('delete from outbox');
  const { asOf: _, ...standing } = done.standing;
  assert.deepEqual((await stage.call('GET', '/api/campaigns/now')).standing, standing);
});

test('[CM15] C10 · [DE21] two people with one address get one message between them, of each step, and the other’s reason is kept', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['ann', 'bea', 'cyd'], { email: 'home@exemple.fr' });
  await stage.people(['dan']);
  const series = { ...toParis, messages: [{ template: 'news' }, { template: 'again', afterDays: 2 }] };
  await stage.call('PUT', '/api/campaigns/home', { name: 'Home', ...series });
  const look = await stage.call('POST', '/api/campaigns/home/forecast');
  assert.deepEqual([look.audience, look.reached], [4, 2]);
  assert.deepEqual(
    look.leftOut.map(({ reason, people }: { reason: string; people: number }) => [reason, people]),
    [['address_written', 2]],
  );
  await stage.call('POST', '/api/campaigns/home/plan');
  await stage.at('2026-03-12T00:00:00Z');
  const sent = await stage.sent();
  const ofStep = (step: string) => sent.filter((one) => one.step === step).map(({ person }) => person === 'dan');
  assert.deepEqual(ofStep('message-1').sort(), [false, true]);
  assert.deepEqual(ofStep('message-2').sort(), [false, true]);
  const { messages } = await stage.call('GET', '/api/campaigns/home/progress');
  const { items, next } = await stage.call('GET', '/api/campaigns/home/left-out?reason=address_written&limit=3');
  assert.deepEqual([items.length, typeof next], [3, 'string'], 'two of each step, page by page');
  const rest = await stage.call('GET', `/api/campaigns/home/left-out?reason=address_written&limit=3&after=${next}`);
  assert.deepEqual([...items, ...rest.items].map(({ step }) => step).sort(), [
    'message-1',
    'message-1',
    'message-2',
    'message-2',
  ]);
  assert.deepEqual(messages[0].notSent, [
    {
      reason: 'address_written',
      people: 2,
      says: {
        fr: 'Une autre personne à la même adresse a ce message.',
        en: 'Another person at the same address has this message.',
      },
    },
  ]);
});

test('[DE21] an address whose message did not leave is free again; what a scenario says is said to each of an address', async (t) => {
  const stage = await campaignStage(t);
  const draft = { format: 'html', subject: 'For {{ user.firstName }}', body: '<p>Bonjour {{ user.firstName }}</p>' };
  await stage.call('PUT', '/api/templates/named', { name: 'Named', channel: 'email', class: 'service', draft });
  await stage.call('POST', '/api/templates/named/publish');
  // Six homes, of each one whose message cannot be written: whoever of them has the first turn, the other gets it.
  for (const home of names(6)) {
    await stage.people([`${home}-named`, `${home}-nameless`], { email: `${home}@exemple.fr` });
    const now = stage.now();
    const about = { origin: 'live', occurredAt: now, receivedAt: now, who: { externalId: `${home}-named` } };
    await stage.facts([{ ...about, kind: 'identify', body: { traits: { firstName: 'Ada' } } } as Fact]);
  }
  const pace = { messages: 30, per: 'hour' };
  await stage.plan('slow', { ...toParis, messages: [{ template: 'named' }], when: { at: '2026-03-03T09:00' }, pace });
  await stage.at('2026-03-03T12:00:00Z');
  assert.deepEqual(
    (await stage.sent()).map(({ person }) => person).sort(),
    names(6).map((home) => `${home}-named`),
  );
  const steps = { say: { kind: 'message', template: 'notice', next: 'end' }, end: { kind: 'exit' } };
  const scenario = { name: 'Hello', triggers: [{ id: 'in', kind: 'api' }], start: 'say', steps };
  await stage.call('PUT', '/api/scenarios/hello', scenario);
  await stage.call('POST', '/api/scenarios/hello/publish');
  for (const externalId of ['p0-named', 'p0-nameless'])
    await stage.call('POST', '/api/scenarios/hello/enrol', { externalId });
  await stage.at('2026-03-03T13:00:00Z');
  assert.equal((await stage.sent()).filter(({ step }) => step === 'say').length, 2);
});

test('[CM3] the audience is asked at the moment, and excluded segments get nothing', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['stays', 'leaves']);
  await stage.people(['comes', 'vip'], { city: 'Lyon' });
  const rule = { any: [{ trait: 'city', op: 'is', value: 'Paris' }, { segment: 'vip' }] };
  await stage.plan('later', { ...toParis, to: { rule, except: ['vip'] }, when: { at: '2026-03-04T10:00' } });
  await stage.at('2026-03-03T00:00:00Z');
  await stage.move('leaves', 'Brest');
  await stage.move('comes', 'Paris');
  await stage.at('2026-03-05T00:00:00Z');
  assert.deepEqual(await stage.sent(), [
    { person: 'comes', at: '2026-03-04T09:00:00.000Z', step: 'message-1' },
    { person: 'stays', at: '2026-03-04T09:00:00.000Z', step: 'message-1' },
  ]);
});

test('[CM4] C10 · at everybody’s own hour each gets it at that hour of their zone', async (t) => {
  const stage = await campaignStage(t);
  for (const [name, timezone] of Object.entries({
    tokyo: 'Asia/Tokyo',
    paris: 'Europe/Paris',
    quebec: 'America/Toronto',
  }))
    await stage.people([name], { timezone });
  await stage.people(['nowhere']);
  const planned = await stage.plan('local', { ...toParis, when: { at: '2026-03-08T09:00', zone: 'person' } });
  assert.equal(planned.startsAt, '2026-03-08T00:00:00.000Z');
  await stage.at('2026-03-08T07:59:00Z');
  assert.equal((await stage.call('GET', '/api/campaigns/local')).state, 'running');
  await stage.at('2026-03-10T00:00:00Z');
  // On this Sunday the clocks of Quebec go forward at two.
  assert.deepEqual(
    (await stage.sent()).map(({ person, at }) => `${at.slice(0, 16)} ${person}`),
    ['2026-03-08T00:00 tokyo', '2026-03-08T08:00 nowhere', '2026-03-08T08:00 paris', '2026-03-08T13:00 quebec'],
  );
  assert.equal((await stage.call('GET', '/api/campaigns/local')).state, 'done');
});

test('[CM5] C10 · a pace is kept over all buckets, within its hours; who could not be written to takes no turn', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(names(12));
  await stage.people(names(6, 'never'), { agreed: false });
  const pace = { messages: 4, per: 'hour', from: '10:00', until: '11:30' };
  await stage.plan('slow', { ...toParis, when: { at: '2026-03-03T09:00' }, pace });
  await stage.at('2026-03-06T00:00:00Z');
  const day = (date: string, hours: string[]) => hours.map((hour) => `2026-03-${date}T${hour}`);
  assert.deepEqual(moments(await stage.sent()), [
    ...day('03', ['09:00', '09:15', '09:30', '09:45', '10:00', '10:15']),
    ...day('04', ['09:00', '09:15', '09:30', '09:45', '10:00', '10:15']),
  ]);
  assert.deepEqual(await stage.decisions(), Object.fromEntries(names(6, 'never').map((name) => [name, 'no_consent'])));
});

test('[CM6] C10 · who unsubscribes or leaves the audience before their turn is not written to, and the reason is kept', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(names(6));
  await stage.plan('slow', { ...toParis, when: { at: '2026-03-03T09:00' }, pace: { messages: 1, per: 'hour' } });
  await stage.at('2026-03-03T08:30:00Z');
  const [first] = await stage.sent();
  const [one, two] = names(6).filter((name) => name !== first!.person);
  await stage.unsubscribe(one!);
  await stage.move(two!, 'Brest');
  await stage.at('2026-03-04T00:00:00Z');
  const reached = (await stage.sent()).map(({ person }) => person);
  assert.deepEqual(
    reached.toSorted(),
    names(6).filter((name) => name !== one && name !== two),
  );
  assert.deepEqual(await stage.decisions(), { [one!]: 'suppressed' });
  const progress = await stage.call('GET', '/api/campaigns/slow/progress');
  assert.deepEqual(progress.left, [{ reason: 'left_audience', people: 1 }]);
  assert.deepEqual(
    progress.messages.map(({ sent, notSent }: { sent: number; notSent: object[] }) => [sent, notSent]),
    [[4, [{ reason: 'suppressed', people: 1, says: progress.messages[0].notSent[0].says }]]],
  );
  assert.match(progress.messages[0].notSent[0].says.en, /./);
});

test('[CM7] C10 · a series sends each message days after the one before, and ends for whoever buys', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['buys', 'waits']);
  const messages = [{ template: 'news' }, { template: 'again', afterDays: 3 }, { template: 'notice', afterDays: 4 }];
  await stage.plan('series', { ...toParis, messages, stopOnOrder: true, when: { at: '2026-03-03T09:00' } });
  await stage.at('2026-03-04T00:00:00Z');
  await stage.buy('buys');
  await stage.at('2026-03-20T00:00:00Z');
  assert.deepEqual(
    (await stage.sent()).map(({ person, at, step }) => `${at.slice(0, 13)} ${person} ${step}`),
    [
      '2026-03-03T08 buys message-1',
      '2026-03-03T08 waits message-1',
      '2026-03-06T08 waits message-2',
      '2026-03-10T08 waits message-3',
    ],
  );
  const { left } = await stage.call('GET', '/api/campaigns/series/progress');
  assert.deepEqual(left, [{ reason: 'goal', people: 1 }]);
  const { items } = await stage.call('GET', '/api/campaigns/series/left-out?ended=goal');
  assert.deepEqual(
    items.map(({ externalId, step }: { externalId: string; step: string | null }) => [externalId, step]),
    [['buys', null]],
  );
  assert.equal((await stage.as('admin', 'GET', '/api/campaigns/series/left-out')).statusCode, 422);
});

test('[CM8] C10 · a pause holds everything; then it goes on at its pace, nobody twice', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(names(8));
  await stage.plan('slow', { ...toParis, when: { at: '2026-03-03T09:00' }, pace: { messages: 4, per: 'hour' } });
  await stage.at('2026-03-03T08:20:00Z');
  const paused = await stage.call('POST', '/api/campaigns/slow/pause', { reason: 'a wrong price' });
  assert.equal(paused.state, 'paused');
  const { paused: lines } = await stage.call('GET', '/api/delivery');
  assert.deepEqual(
    lines.map(({ key, reason }: { key: string; reason: string }) => [key, reason]),
    [['slow', 'a wrong price']],
  );
  await stage.at('2026-03-03T12:00:00Z');
  assert.equal((await stage.sent()).length, 2);
  assert.equal((await stage.call('POST', '/api/campaigns/slow/resume')).state, 'running');
  await stage.at('2026-03-04T00:00:00Z');
  const sent = await stage.sent();
  assert.equal(new Set(sent.map(({ person }) => person)).size, 8);
  assert.deepEqual(
    moments(sent).map((one) => one.slice(11)),
    ['08:00', '08:15', '12:00', '12:15', '12:30', '12:45', '13:00', '13:15'],
  );
});

test('[CM8] a moment that comes in a pause lets people in when it is over', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['ann']);
  await stage.plan('later', { ...toParis, when: { at: '2026-03-03T09:00' } });
  await stage.call('POST', '/api/campaigns/later/pause');
  await stage.at('2026-03-03T12:00:00Z');
  assert.deepEqual(await stage.sent(), []);
  await stage.call('POST', '/api/campaigns/later/resume');
  await stage.engine.quiet();
  assert.equal((await stage.sent()).length, 1);
});

test('[CM9] C10 · a cancelled campaign sends nothing more and never goes on', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(names(8));
  await stage.plan('slow', { ...toParis, when: { at: '2026-03-03T09:00' }, pace: { messages: 4, per: 'hour' } });
  await stage.at('2026-03-03T08:20:00Z');
  assert.equal((await stage.call('POST', '/api/campaigns/slow/cancel', { reason: 'too late' })).state, 'cancelled');
  await stage.at('2026-03-10T00:00:00Z');
  assert.equal((await stage.sent()).length, 2);
  const progress = await stage.call('GET', '/api/campaigns/slow/progress');
  assert.deepEqual([progress.inside, progress.left], [0, [{ reason: 'cancelled', people: 6 }]]);
  for (const verb of ['resume', 'pause', 'cancel', 'plan', 'take-back']) {
    const refused = await stage.as('marketer', 'POST', `/api/campaigns/slow/${verb}`);
    assert.equal(refused.statusCode, 409, verb);
  }
});

test('[CM9] what waits in the outbox of a cancelled campaign is taken back', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['ann']);
  await stage.call('POST', '/api/delivery/stop', {});
  await stage.plan('held', toParis);
  await stage.engine.quiet();
  const held = await stage.call('GET', '/api/campaigns/held');
  assert.deepEqual([held.state, held.standing.waiting], ['running', 1]);
  await stage.call('POST', '/api/campaigns/held/cancel');
  await stage.engine.quiet();
  await stage.call('POST', '/api/delivery/resume');
  await stage.engine.quiet();
  assert.deepEqual(await stage.sent(), []);
  assert.deepEqual(await stage.decisions(), { ann: 'send_cancelled' });
});

test('[CM10] what has not begun is taken back, changed and planned again; what is planned cannot be changed', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['ann']);
  await stage.plan('later', { ...toParis, when: { at: '2026-03-03T09:00' } });
  const change = { ...toParis, name: 'later', when: { at: '2026-03-05T09:00' } };
  const refused = await stage.as('marketer', 'PUT', '/api/campaigns/later', change);
  assert.equal(refused.json().error.code, 'CAMPAIGN_PLANNED');
  assert.equal((await stage.call('POST', '/api/campaigns/later/take-back')).state, 'draft');
  await stage.at('2026-03-03T12:00:00Z');
  await stage.call('PUT', '/api/campaigns/later', change);
  await stage.call('POST', '/api/campaigns/later/plan');
  await stage.at('2026-03-05T12:00:00Z');
  assert.deepEqual(moments(await stage.sent()), ['2026-03-05T08:00']);
  const begun = await stage.as('marketer', 'POST', '/api/campaigns/later/take-back');
  assert.equal(begun.json().error.code, 'CAMPAIGN_STARTED');
});

test('[CM10] a campaign’s key and a scenario’s are not the same, and its scenario is not changed or listed there', async (t) => {
  const stage = await campaignStage(t);
  await stage.call('PUT', '/api/campaigns/spring', { name: 'Spring', ...toParis });
  const graph = { name: 'Other', triggers: [{ id: 'a', kind: 'api' }], start: 'end', steps: { end: { kind: 'exit' } } };
  const taken = await stage.as('marketer', 'PUT', '/api/scenarios/spring', graph);
  assert.equal(taken.json().error.code, 'SCENARIO_OF_CAMPAIGN');
  await stage.call('PUT', '/api/scenarios/other', graph);
  const other = await stage.as('marketer', 'PUT', '/api/campaigns/other', { name: 'Other' });
  assert.equal(other.json().error.code, 'CAMPAIGN_KEY_TAKEN');
  const odd = await stage.as('marketer', 'PUT', '/api/campaigns/Other%20One', { name: 'Other' });
  assert.equal(odd.json().error.code, 'CAMPAIGN_KEY');
  const named = async () => (await stage.call('POST', '/api/campaigns', { name: 'Soldes d’été !' })).key;
  assert.deepEqual([await named(), await named()], ['soldes-d-ete', 'soldes-d-ete-2']);
  assert.equal((await stage.call('POST', '/api/campaigns', { name: '夏' })).key, 'campaign');
  const keys = async (query: string) =>
    (await stage.call('GET', `/api/scenarios${query}`)).items.map(({ key }: { key: string }) => key);
  assert.deepEqual(await keys(''), ['other']);
  assert.deepEqual((await keys('?campaigns=true')).toSorted(), [
    'campaign',
    'other',
    'soldes-d-ete',
    'soldes-d-ete-2',
    'spring',
  ]);
});

test('[CM11] C10 · a look before a send says what the send then does, by the same gates, and writes nothing', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(names(6));
  await stage.people(['silent'], { agreed: false });
  await stage.people(['gone']);
  await stage.people(['nowhere'], { email: null });
  await stage.people(['vip'], { city: 'Lyon' });
  await stage.people(['kyoto'], { timezone: 'Asia/Tokyo' });
  await stage.unsubscribe('gone');
  const rule = { any: [{ segment: 'paris' }, { segment: 'vip' }] };
  const draft = {
    ...toParis,
    name: 'soon',
    to: { rule, except: ['vip'] },
    when: { at: '2026-03-02T11:00', zone: 'person' },
    pace: { messages: 4, per: 'hour' },
  };
  await stage.call('PUT', '/api/campaigns/soon', draft);
  const look = await stage.call('POST', '/api/campaigns/soon/forecast');
  const { rows } = await stage.store.pool.query(
    'select (select count(*) from wish)::int as wishes, (select count(*) from entry)::int as entries',
  );
  assert.deepEqual(rows, [{ wishes: 0, entries: 0 }]);
  const left = Object.fromEntries(
    look.leftOut.map(({ reason, people }: { reason: string; people: number }) => [reason, people]),
  );
  assert.deepEqual(left, { excluded: 1, hour_over: 1, no_address: 1, no_consent: 1, suppressed: 1 });
  const named = new Map(
    look.leftOut.map(({ reason, sample }: { reason: string; sample: { externalId: string }[] }) => [
      reason,
      sample.map(({ externalId }) => externalId),
    ]),
  );
  assert.deepEqual(
    ['no_address', 'no_consent', 'suppressed'].map((reason) => named.get(reason)),
    [['nowhere'], ['silent'], ['gone']],
  );
  const kept = await stage.store.pool.query('select c.forecast::text as text from campaign c');
  assert.doesNotMatch(kept.rows[0].text, /nowhere|sample": \[\{/, 'what is kept names nobody');
  assert.deepEqual([look.audience, look.reached, look.estimate], [11, 6, null]);
  assert.deepEqual(
    [look.leaving.first, look.leaving.last, look.leaving.days],
    ['2026-03-02T10:00:00.000Z', '2026-03-02T11:15:00.000Z', [{ day: '2026-03-02', messages: 6 }]],
  );
  assert.deepEqual(look.pressure, { days: 7, had: [6, 0, 0, 0] });
  await stage.call('POST', '/api/campaigns/soon/plan');
  const { items } = await stage.call('GET', '/api/calendar?from=2026-03-01&to=2026-03-07');
  assert.deepEqual(items[1].campaigns, [{ key: 'soon', name: 'soon', state: 'planned', messages: 6, sent: 0 }]);
  await stage.at('2026-03-04T00:00:00Z');
  const sent = await stage.sent();
  assert.deepEqual(sent.map(({ person }) => person).toSorted(), names(6));
  assert.deepEqual([sent[0]!.at, sent.at(-1)!.at], [look.leaving.first, look.leaving.last]);
  assert.deepEqual(await stage.decisions(), { gone: 'suppressed', nowhere: 'no_address', silent: 'no_consent' });
});

test('[CM11] a look that takes too long is estimated from the buckets that were read', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(names(200));
  await stage.call('PUT', '/api/campaigns/soon', { ...toParis, name: 'soon' });
  await stage.store.pool.query(`insert into setting values ('campaigns.forecastPatience', '0', now())`);
  const look = await stage.call('POST', '/api/campaigns/soon/forecast');
  assert.ok(look.estimate.buckets < look.estimate.of, JSON.stringify(look.estimate));
  assert.equal(look.reached, look.audience);
});

test('[CM11] a sample is the published message as one person would read it', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['ann']);
  await stage.call('PUT', '/api/campaigns/soon', { ...toParis, name: 'soon' });
  const { sample } = await stage.call('POST', '/api/campaigns/soon/forecast');
  const read = await stage.call('POST', '/api/campaigns/soon/sample', { personId: sample[0].personId });
  assert.equal(read.subject, 'news for you');
});

test('[CM12] [CM17] states follow from what happened, the list is found by name and state, and what is over or a draft is put away', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['ann']);
  await stage.call('PUT', '/api/campaigns/draft', { name: 'A draft' });
  await stage.plan('later', { ...toParis, when: { at: '2026-04-03T09:00' } });
  await stage.plan('now', toParis);
  await stage.engine.quiet();
  const keys = async (query: string) =>
    (await stage.call('GET', `/api/campaigns${query}`)).items.map(
      ({ key, state }: { key: string; state: string }) => `${key} ${state}`,
    );
  assert.deepEqual((await keys('')).toSorted(), ['draft draft', 'later planned', 'now done']);
  assert.deepEqual(await keys('?search=LAT'), ['later planned']);
  assert.deepEqual(await keys('?state=done'), ['now done']);
  const first = await stage.call('GET', '/api/campaigns?limit=2');
  const rest = await stage.call('GET', `/api/campaigns?limit=2&after=${first.next}`);
  assert.deepEqual([first.items.length, rest.items.length, rest.next], [2, 1, null]);
  const away = (key: string) => stage.as('marketer', 'POST', `/api/campaigns/${key}/archive`);
  assert.equal((await away('later')).json().error.code, 'CAMPAIGN_UNDER_WAY');
  for (const key of ['draft', 'now']) assert.equal((await away(key)).statusCode, 200);
  assert.deepEqual(await keys(''), ['later planned']);
  assert.deepEqual((await keys('?archived=true')).toSorted(), ['draft draft', 'now done']);
  assert.equal((await stage.call('GET', '/api/campaigns/now')).standing.sent, 1);
  await stage.call('PUT', '/api/campaigns/draft', { name: 'Wanted again' });
  assert.deepEqual((await keys('')).toSorted(), ['draft draft', 'later planned']);
});

test('[CM12] a campaign that is found to be over long after it was tells the same, and notes when the last of it happened', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['ann']);
  await stage.people(['bob'], { agreed: false });
  const begun = stage.now();
  await stage.plan('now', toParis);
  await stage.engine.quiet();
  await stage.engine.advance(new Date(begun.getTime() + 30 * 86_400_000));
  const ask = () => stage.call('GET', '/api/campaigns/now/progress');
  const found = await ask();
  const [{ sent, notSent }] = found.messages;
  assert.deepEqual([found.entered, sent, notSent.map(({ people }: { people: number }) => people)], [2, 1, [1]]);
  const { rows } = await stage.store.pool.query(
    `select c.closed ->> 'at' as at, c.closed ->> 'until' as until from campaign c`,
  );
  assert.equal(rows[0].at, stage.now().toISOString());
  const until = new Date(rows[0].until).getTime() - begun.getTime();
  assert.ok(until > 0 && until < 86_400_000, `${rows[0].until} is within a day of the beginning`);
  assert.deepEqual(await ask(), found, 'once it is known to be over');
});

/** Decisions of others, as many as a large shop makes in an hour. */
const others = `insert into wish (bucket, key, person_id, step, template_id, template_version, channel, class, purpose, wished_at, state, decided_at)
  select 0, gen_random_uuid(), gen_random_uuid(), 'say', 1, 1, 'email', 'promotional', 'marketing', $1, 'awarded', $1
  from generate_series(1, 20000)`;

test('[CM18] [CM12] where much has to be read, what is over is counted behind the screen; what is on the way, a pause and a cancellation are of now', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(names(4));
  await stage.plan('slow', { ...toParis, when: { at: '2026-03-03T09:00' }, pace: { messages: 1, per: 'hour' } });
  await stage.plan('quick', { ...toParis, when: { at: '2026-03-03T09:00' } });
  await stage.at('2026-03-03T08:30:00Z');
  await stage.store.pool.query(others, [stage.now()]);
  const one = async (key: string) => {
    const [{ items }, progress] = [
      await stage.call('GET', '/api/campaigns'),
      await stage.call('GET', `/api/campaigns/${key}/progress`),
    ];
    const { state, standing } = items.find((line: { key: string }) => line.key === key);
    const { entered, inside, sent } = standing;
    const line = `${state}: ${entered} in, ${inside} on the way, ${sent} sent`;
    return { line, progress, settled: progress.settled };
  };
  const comes = async (key: string, line: string, settled = true) => {
    const end = Date.now() + 60_000;
    for (let now = await one(key); now.line !== line || now.settled !== settled; now = await one(key))
      assert.ok(Date.now() < end, `${key} is ${now.line} and not ${line}`);
  };
  await comes('slow', 'running: 4 in, 3 on the way, 1 sent', false);
  await comes('quick', 'done: 4 in, 0 on the way, 4 sent');
  const { rows } = await stage.store.pool.query('select name from kept_figures order by name');
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['campaign 1', 'campaign 2'],
  );
  await stage.at('2026-03-03T09:30:00Z');
  assert.match((await one('slow')).line, /^running: 4 in, 2 on the way/, 'whoever has left is not on the way any more');
  assert.equal((await stage.call('POST', '/api/campaigns/slow/pause')).state, 'paused');
  assert.match((await one('slow')).line, /^paused: 4 in, 2 on the way/);
  assert.equal((await stage.call('POST', '/api/campaigns/slow/cancel')).state, 'cancelled');
  await stage.engine.quiet();
  assert.match((await one('slow')).line, /^cancelled: 4 in, 0 on the way/);
  await comes('slow', 'cancelled: 4 in, 0 on the way, 2 sent');
  assert.deepEqual((await one('slow')).progress.left, [{ reason: 'cancelled', people: 2 }]);
});

test('[CM13] C10 · the calendar has what left, what is planned, and who waits in scenarios for a step on a day', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(names(3));
  await stage.call('PUT', '/api/scenarios/walk', {
    name: 'Walk',
    triggers: [{ id: 'seg', kind: 'segment_entered', segment: 'paris' }],
    start: 'w',
    steps: { w: { kind: 'wait', for: 'P3D', next: 'end' }, end: { kind: 'exit' } },
  });
  await stage.call('POST', '/api/scenarios/walk/publish');
  await stage.call('POST', '/api/scenarios/walk/enrol-matching', { atMost: 3 });
  const end = { end: { kind: 'exit' } };
  for (const [key, trigger] of Object.entries({
    feast: { id: 'day', kind: 'date', trait: 'birthday', yearly: true },
    opening: { id: 'at', kind: 'moment', at: '2026-03-06T10:00', zone: 'Europe/Paris' },
  })) {
    const audience = { segment: 'paris' };
    await stage.call('PUT', `/api/scenarios/${key}`, {
      name: key,
      triggers: [trigger],
      audience,
      start: 'end',
      steps: end,
    });
    await stage.call('POST', `/api/scenarios/${key}/publish`);
  }
  const known = { origin: 'live', occurredAt: stage.now(), receivedAt: stage.now(), who: { externalId: 'p0' } };
  await stage.facts([{ ...known, kind: 'identify', body: { traits: { birthday: '1990-03-04' } } } as Fact]);
  await stage.engine.quiet();
  await stage.plan('now', toParis);
  await stage.plan('slow', { ...toParis, when: { at: '2026-03-03T09:00' }, pace: { messages: 2, per: 'day' } });
  await stage.plan('unseen', { ...toParis, when: { at: '2026-03-06T23:30' } });
  await stage.at('2026-03-03T12:00:00Z');
  const { items } = await stage.call('GET', '/api/calendar?from=2026-03-02&to=2026-03-06');
  assert.deepEqual(
    items.map((one: { day: string; sent: number }) => [one.day, one.sent]),
    [
      ['2026-03-02', 3],
      ['2026-03-03', 1],
      ['2026-03-04', 0],
      ['2026-03-05', 0],
      ['2026-03-06', 0],
    ],
  );
  assert.deepEqual(items[2].scenarios, [{ key: 'feast', name: 'feast', people: 1 }]);
  assert.deepEqual(items[3].scenarios, [{ key: 'walk', name: 'Walk', people: 3 }]);
  assert.deepEqual(items[4].scenarios, [{ key: 'opening', name: 'opening', people: null }]);
  const lines = items.map(({ campaigns }: { campaigns: { key: string; messages: number | null; sent: number }[] }) =>
    campaigns.map(({ key, messages, sent }) => `${key} ${messages} ${sent}`),
  );
  assert.deepEqual(lines, [['now null 3'], ['slow 1 1'], ['slow 1 0'], [], ['unseen null 0']]);
  const refused = await stage.as('analyst', 'GET', '/api/calendar?from=2026-03-06&to=2026-03-02');
  assert.equal(refused.json().error.code, 'CAMPAIGN_CALENDAR');
});

test('[CM2] its messages carry the campaign’s key, in the outbox and in the marks of links', async (t) => {
  const stage = await campaignStage(t);
  await stage.people(['ann']);
  await stage.plan('spring-sale', toParis);
  await stage.engine.quiet();
  const { items } = await stage.call('GET', '/api/outbox?scenario=spring-sale');
  assert.deepEqual([items.length, items[0].step, items[0].class], [1, 'message-1', 'promotional']);
});
