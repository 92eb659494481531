import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { CHANNEL_KINDS, channels } from '../channels/index.ts';
import {
  consentNeeded,
  defaultSwitches,
  explain,
  isRefusalCode,
  type MessageClass,
  mayMeasure,
  type Permission,
  refusalOf,
  refusals,
  rules,
} from './index.ts';

const { email, sms, post, push, chat } = channels;
const granted: Permission = { purpose: 'marketing', status: 'granted' };

test('[CO1] every rule says what it is, on what ground, why it blocks and what to do, in both languages', () => {
  assert.deepEqual(
    Object.values(rules).map((rule) => rule.number),
    [1, 2, 3, 6, 7, 8, 13, 14, 15],
  );
  for (const [id, rule] of Object.entries(rules)) {
    assert.equal(rule.id, id);
    for (const text of [rule.title, rule.why, rule.todo]) {
      assert.ok(text.fr.length > 10 && text.en.length > 10, `${id} explains itself`);
      assert.notEqual(text.fr, text.en);
    }
    assert.ok(rule.reference.length > 5 && rule.evidence.length > 0);
    assert.ok(!Number.isNaN(Date.parse(rule.since)) && !Number.isNaN(Date.parse(rule.checked)));
  }
});

test('[CO2] a promotional e-mail without a proof is refused, with one it may go', () => {
  const need = consentNeeded(email, 'promotional', 'customer', defaultSwitches);
  assert.equal(need, 'granted');
  assert.equal(refusalOf(need, 'marketing', []), 'no_consent');
  assert.equal(refusalOf(need, 'marketing', [granted]), null);
  assert.equal(refusalOf(need, 'newsletter', [granted]), 'no_consent', 'consent is per purpose');
});

test('[CO3] the exception for similar products serves customers only, by e-mail and SMS, once it is switched on', () => {
  const on = { ...defaultSwitches, similarProducts: true };
  assert.equal(defaultSwitches.similarProducts, false);
  assert.equal(consentNeeded(email, 'promotional', 'customer', on), 'not_withdrawn');
  assert.equal(consentNeeded(sms, 'promotional', 'customer', on), 'not_withdrawn');
  assert.equal(consentNeeded(email, 'promotional', 'prospect', on), 'granted');
  assert.equal(consentNeeded(push, 'promotional', 'customer', on), 'granted');
});

test('[CO4] nothing promotional passes a suppressed address, whatever is switched and granted', () => {
  const switches = fc.record({
    priorConsent: fc.boolean(),
    similarProducts: fc.boolean(),
    senderIdentity: fc.boolean(),
    smsStop: fc.boolean(),
    openConsent: fc.boolean(),
    clickConsent: fc.boolean(),
    objection: fc.boolean(),
    oneClick: fc.boolean(),
    complaintRate: fc.boolean(),
  });
  const others = fc.array(
    fc.record({
      purpose: fc.constantFrom('marketing', 'newsletter', '*'),
      status: fc.constantFrom('granted' as const, 'withdrawn' as const),
    }),
  );
  fc.assert(
    fc.property(
      switches,
      others,
      fc.constantFrom(...CHANNEL_KINDS),
      fc.constantFrom('customer' as const, 'prospect' as const),
      (set, permissions, kind, person) => {
        const need = consentNeeded(channels[kind], 'promotional', person, set);
        const held: Permission[] = [...permissions, { purpose: '*', status: 'suppressed' }];
        assert.equal(refusalOf(need, 'marketing', held), 'suppressed');
      },
    ),
  );
});

test('[CO5] transactional and service messages stop only where the address does not exist', () => {
  for (const messageClass of ['transactional', 'service'] satisfies MessageClass[]) {
    const need = consentNeeded(email, messageClass, 'prospect', defaultSwitches);
    assert.equal(refusalOf(need, 'marketing', [{ purpose: '*', status: 'suppressed' }]), null);
    assert.equal(refusalOf(need, 'marketing', [{ purpose: 'marketing', status: 'withdrawn' }]), null);
    assert.equal(refusalOf(need, 'marketing', [{ purpose: '*', status: 'suppressed_all' }]), 'address_dead');
  }
});

test('[CO6] a withdrawn consent is told apart from one never given, and a letter goes until the person says no', () => {
  const withdrawn: Permission = { purpose: 'marketing', status: 'withdrawn' };
  assert.equal(refusalOf('granted', 'marketing', [withdrawn]), 'consent_withdrawn');
  for (const channel of [post, chat]) {
    const need = consentNeeded(channel, 'promotional', 'prospect', defaultSwitches);
    assert.equal(refusalOf(need, 'marketing', []), null);
    assert.equal(refusalOf(need, 'marketing', [withdrawn]), 'consent_withdrawn');
  }
});

test('[CO7] every reason has a sentence in both languages and names the rule it comes from', () => {
  for (const [code, refusal] of Object.entries(refusals)) {
    for (const language of ['fr', 'en'] as const) {
      assert.equal(explain(code, language).why, refusal.why[language]);
      assert.ok(refusal.why[language].length > 10 && refusal.todo[language].length > 3, code);
    }
    if (refusal.rule !== null) assert.ok(Object.hasOwn(rules, refusal.rule));
  }
  assert.equal(isRefusalCode('constructor'), false);
});

test('[CO7] a detail after the code is kept, and a reason that is no code is said as it is', () => {
  assert.match(
    explain('render_failed: user.first_name is missing', 'en').why,
    /cannot be written.*\(user\.first_name is missing\)/,
  );
  assert.deepEqual(explain('550 mailbox full', 'fr'), { why: '550 mailbox full', todo: '', rule: null });
});

test('[CO7] what was taken back with an entry says how that ended', () => {
  assert.match(explain('entry_ended_goal', 'fr').why, /sortie du scénario.*\(but atteint\)/);
  assert.match(explain('entry_ended_exit', 'en').why, /left the scenario.*\(an exit held\)/);
  assert.match(explain('entry_ended_won-back', 'en').why, /\(won-back\)/);
  assert.match(explain('entry_ended_constructor', 'en').why, /\(constructor\)/);
});

test('[CO9] opens and clicks are noted of whom agreed to be measured, and of nobody who withdrew or objected', () => {
  const agreed: Permission = { purpose: 'measure', status: 'granted' };
  const none = { opens: false, clicks: false };
  const both = { opens: true, clicks: true };
  assert.deepEqual(mayMeasure([granted], defaultSwitches), none, 'consent to marketing is another consent');
  assert.deepEqual(mayMeasure([agreed], defaultSwitches), both);
  const outside = { ...defaultSwitches, openConsent: false, clickConsent: false };
  assert.deepEqual(mayMeasure([], { ...defaultSwitches, clickConsent: false }), { opens: false, clicks: true });
  assert.deepEqual(mayMeasure([], outside), both);
  for (const refused of [
    { purpose: 'measure', status: 'withdrawn' },
    { purpose: '*', status: 'suppressed' },
    { purpose: '*', status: 'suppressed_all' },
  ] satisfies Permission[]) {
    assert.deepEqual(mayMeasure([agreed, refused], defaultSwitches), none);
    assert.deepEqual(mayMeasure([refused], outside), none);
  }
});
