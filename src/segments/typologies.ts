import { z } from 'zod';
import { defineSetting, onSettingChange, readSettings } from '../settings/index.ts';
import type { Queryable, Store } from '../store/index.ts';
import { nameSchema } from './conditions/preference.ts';
import { listSegments, putSegment, type SegmentInput } from './definitions.ts';
import { days } from './operators/date.ts';

/** Names of events that one setting may list. */
const MOST_EVENTS = 50;

const loyalOrders = defineSetting({
  key: 'segments.typology.loyalOrders',
  about: 'orders within the loyalty window that make a customer loyal',
  schema: z
    .number()
    .int('it must be a whole number')
    .min(2, 'it must be at least 2')
    .max(1000, 'it must be at most 1000'),
  standard: 3,
});
const loyalWindow = defineSetting({
  key: 'segments.typology.loyalWindow',
  about: 'window in which the orders of a loyal customer are counted',
  schema: days,
  standard: 'P365D',
});
const warmWindow = defineSetting({
  key: 'segments.typology.warmWindow',
  about: 'how long a sign of interest keeps a prospect warm',
  schema: days,
  standard: 'P180D',
});
const warmEvents = defineSetting({
  key: 'segments.typology.warmEvents',
  about: 'events that make a prospect warm',
  schema: z
    .array(nameSchema)
    .min(1, 'it must name at least one event')
    .max(MOST_EVENTS, `it must name at most ${MOST_EVENTS} events`),
  standard: ['Signed Up', 'Account Created', 'Newsletter Subscribed', 'Quote Requested', 'Email List Subscribed'],
});
const warmPurpose = defineSetting({
  key: 'segments.typology.warmPurpose',
  about: 'purpose whose e-mail consent makes a prospect warm (the newsletter)',
  schema: nameSchema,
  standard: 'marketing',
});

/** Keys of the four typologies, from the coldest. Everybody who is identified is in exactly one. */
export const typologyKeys = ['cold-prospect', 'warm-prospect', 'occasional-customer', 'loyal-customer'] as const;

const identified = { identity: 'identified', op: 'is', value: true };
const ordered = { orders: { count: { at_least: 1 } } };

/** Makes the four typologies, or brings them to the thresholds in force; to be called once, then it happens by itself. */
export const installTypologies = (store: Store, now: Date): Promise<void> =>
  store.transaction((tx) => putTypologies(tx, now));

async function putTypologies(on: Queryable, now: Date): Promise<void> {
  for (const segment of await typologies(on)) await putSegment(on, segment, now);
}

/** From the last to the first in need of another: cold asks for warm, occasional for loyal. */
async function typologies(on: Queryable): Promise<SegmentInput[]> {
  const settings = [loyalOrders, loyalWindow, warmWindow, warmEvents, warmPurpose];
  const [orders, window, warmth, events, purpose] = await readSettings(on, settings);
  const signs = (events as string[]).map((event) => ({ event, within: warmth }));
  const interest = [
    { identity: 'external_id', op: 'exists' },
    { permission: 'email', purpose, status: 'granted' },
    ...signs,
  ];
  return [
    {
      key: 'loyal-customer',
      name: 'Client fidèle',
      description: 'A commandé plusieurs fois dans la période de fidélité.',
      rule: { all: [identified, { orders: { count: { at_least: orders }, within: window } }] },
    },
    {
      key: 'occasional-customer',
      name: 'Client occasionnel',
      description: 'A déjà commandé, sans être fidèle.',
      rule: { all: [identified, ordered, { none: [{ segment: 'loyal-customer' }] }] },
    },
    {
      key: 'warm-prospect',
      name: 'Prospect chaud',
      description: 'N’a pas commandé, mais a un compte, reçoit la lettre ou a demandé un devis.',
      rule: { all: [identified, { none: [ordered] }, { any: interest }] },
    },
    {
      key: 'cold-prospect',
      name: 'Prospect froid',
      description: 'N’a ni commandé ni montré d’intérêt.',
      rule: { all: [identified, { none: [ordered, { segment: 'warm-prospect' }] }] },
    },
  ];
}

// A changed threshold changes the rules in the same transaction; the buckets then compute them anew.
onSettingChange('segments.typology.', async (on, _key, now) => {
  const keys = new Set((await listSegments(on)).map(({ key }) => key));
  if (typologyKeys.every((key) => keys.has(key))) await putTypologies(on, now);
});
