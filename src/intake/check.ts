/** What a fact must be to be accepted. Pure; faults are sentences. */
import { isChannelKind } from '../channels/index.ts';
import {
  decimalOf,
  type Fact,
  type FactKind,
  longestOrderId,
  mostOrderLines,
  type OrderBody,
  type OrderLine,
} from '../facts/index.ts';
import { identifiersOf, longestIdentifier, type Who } from '../people/index.ts';
import { clean, TooDeep } from './clean.ts';
import { deepest } from './limits.ts';

/** Why something was not accepted. */
export type Fault = { code: string; reason: string };

const fault = (code: string, reason: string): Fault => ({ code, reason });

/** Facts may be this much older or younger than any shop; PostgreSQL's own bounds lie far outside. */
const earliestTime = Date.UTC(1900, 0, 1);
const latestTime = Date.UTC(2200, 0, 1);
const longestName = 255;

/** The fact ready to be stored, or the fault. */
export function check(fact: Fact): Fact | Fault {
  let cleaned: Fact;
  try {
    cleaned = { ...fact, who: clean(fact.who), body: clean(fact.body) } as Fact;
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return fault('too_deep', `It nests more than ${deepest} levels; flatten the properties.`);
  }
  return kindFault(cleaned) ?? whoFault(cleaned) ?? timeFault(cleaned) ?? bodyFault(cleaned) ?? cleaned;
}

export const isFault = (value: Fact | Fault): value is Fault => 'reason' in value && !('who' in value);

const whoFault = ({ who, kind }: Fact): Fault | null => identityFault(who, kind !== 'order');

/** What is wrong with how somebody is named; `needed` when it must name somebody. */
export function identityFault(who: Who, needed = true): Fault | null {
  for (const [name, value] of Object.entries(who)) {
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') return fault('bad_identity', `“${name}” must be text.`);
    if (value.length > longestIdentifier) {
      return fault('bad_identity', `“${name}” has more than ${longestIdentifier} characters.`);
    }
  }
  if (!needed || identifiersOf(who).length > 0) return null;
  const given = Object.values(who).some((value) => value);
  if (!given)
    return fault(
      'no_identity',
      'It names nobody: give a user id, an anonymous id, an e-mail address or a phone number.',
    );
  return fault('bad_identity', 'Its only identifier is no valid e-mail address or phone number.');
}

function timeFault({ occurredAt, receivedAt }: Fact): Fault | null {
  for (const date of [occurredAt, receivedAt]) {
    const time = date.getTime();
    if (Number.isNaN(time)) return fault('bad_time', 'Its time is not a date.');
    if (time < earliestTime || time > latestTime) {
      return fault('bad_time', `Its time, ${date.toISOString()}, is not between the years 1900 and 2200.`);
    }
  }
  return null;
}

/** Every kind a door may bring; the compiler asks for all of them. */
const kinds: Readonly<Record<FactKind, true>> = {
  identify: true,
  track: true,
  page: true,
  screen: true,
  group: true,
  alias: true,
  order: true,
  consent: true,
  suppression: true,
  list: true,
  message: true,
  signup: true,
};

/** A kind that no room applies would wait in its bucket for ever, and everything behind it too. */
const kindFault = ({ kind }: Fact): Fault | null =>
  Object.hasOwn(kinds, kind)
    ? null
    : fault('bad_kind', `“${String(kind).slice(0, 50)}” is no kind of fact: ${Object.keys(kinds).join(', ')}.`);

function bodyFault(fact: Fact): Fault | null {
  if (fact.kind === 'order') return orderFault(fact.body);
  if (fact.kind === 'track' && !isName(fact.body.event)) return nameFault('event');
  if (fact.kind === 'list' && !isName(fact.body.list)) return nameFault('list');
  if (fact.kind === 'list' && fact.body.action !== 'add' && fact.body.action !== 'remove')
    return fault('bad_field', '“action” is add or remove.');
  if (fact.kind === 'message' && !isName(fact.body.channel)) return nameFault('channel');
  if (fact.kind === 'message' && !isName(fact.body.state)) return nameFault('state');
  if (fact.kind === 'group' && !isName(fact.body.groupId)) return nameFault('groupId');
  if (fact.kind === 'alias' && !isName(fact.body.previousId)) return nameFault('previousId');
  if (fact.kind === 'consent' || fact.kind === 'suppression') return channelFault(fact);
  return null;
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= longestName;

const nameFault = (name: string): Fault =>
  fault('bad_field', `“${name}” must be text of 1 to ${longestName} characters.`);

const suppressionReasons: readonly string[] = ['unsubscribe', 'objection', 'hard_bounce', 'complaint', 'manual'];

function channelFault(fact: Fact & { kind: 'consent' | 'suppression' }): Fault | null {
  if (!isChannelKind(String(fact.body.channel))) return fault('bad_field', `“${fact.body.channel}” is no channel.`);
  if (fact.kind === 'suppression') {
    if (suppressionReasons.includes(fact.body.reason)) return null;
    return fault('bad_field', `“${fact.body.reason}” is no reason to suppress: ${suppressionReasons.join(', ')}.`);
  }
  if (!isName(fact.body.purpose)) return nameFault('purpose');
  if (fact.body.purpose === '*') return fault('bad_field', 'A consent names its purpose; “*” stands for suppressions.');
  if (fact.body.status === 'granted' || fact.body.status === 'withdrawn') return null;
  return fault('bad_field', `“${fact.body.status}” is no consent: granted or withdrawn.`);
}

const orderStatuses: readonly string[] = ['pending', 'completed', 'cancelled', 'refunded', 'partially_refunded'];
const amounts = ['total', 'shipping', 'tax', 'discount', 'refunded'] as const;

function orderFault(body: OrderBody): Fault | null {
  if (!isOrderId(body.orderId)) return nameFault('orderId');
  if (body.kind !== 'sale' && body.kind !== 'cancellation')
    return fault('bad_field', '“kind” is sale or cancellation.');
  if (!orderStatuses.includes(body.status)) {
    return fault('bad_field', `“${body.status}” is no order status: ${orderStatuses.join(', ')}.`);
  }
  if (!Array.isArray(body.lines) || body.lines.length > mostOrderLines) {
    return fault('bad_field', `“lines” must be a list of at most ${mostOrderLines} lines.`);
  }
  const wrong = amounts.find((name) => body[name] !== undefined && body[name] !== null && !isDecimal(body[name]));
  if (wrong) return fault('bad_field', `“${wrong}” must be a decimal number as text.`);
  return body.lines.map(lineFault).find((found) => found !== null) ?? null;
}

function lineFault(line: OrderLine, index: number): Fault | null {
  const at = `line ${index + 1}`;
  if (typeof line !== 'object' || line === null) return fault('bad_field', `The ${at} is no object.`);
  if (!isOrderId(line.productId))
    return fault('bad_field', `The ${at} has no product id of 1 to ${longestOrderId} characters.`);
  if (!Number.isInteger(line.nth) || line.nth < 1 || line.nth > 1e9)
    return fault('bad_field', `“nth” of ${at} must count from 1.`);
  if (!isDecimal(line.quantity)) return fault('bad_field', `“quantity” of ${at} must be a decimal number as text.`);
  if (!isDecimal(line.price)) return fault('bad_field', `“price” of ${at} must be a decimal number as text.`);
  if (line.occurredAt !== undefined && Number.isNaN(Date.parse(line.occurredAt))) {
    return fault('bad_field', `“occurredAt” of ${at} is not a date.`);
  }
  return null;
}

const isOrderId = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= longestOrderId;
const isDecimal = (value: unknown): boolean => typeof value === 'string' && decimalOf(value) === value.trim();
