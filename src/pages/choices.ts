/** What a person posted from the preference centre, as changes and as the facts that say them; pure. */
import { type ChannelKind, channels, MEASURE_PURPOSE } from '../channels/index.ts';
import { type Frequency, isFrequency, type PreferenceBody } from '../people/index.ts';
import type { Centre, Choice } from './centre.ts';

export type Language = 'fr' | 'en';

/** Pauses that are offered, in days; three months are a season. */
export const PAUSES = { '1w': 7, '2w': 14, '4w': 28, '3m': 91 } as const;
export type Pause = keyof typeof PAUSES;

const DAY_MS = 86_400_000;

/** Fields of the page as they were posted. */
export type Posted = Readonly<Record<string, string | undefined>>;

/** What the person wants changed; what is absent stays. */
export type Wanted = {
  /** Boxes that were ticked or cleared, against what the page showed. */
  turned: { choice: Choice; on: boolean }[];
  preference: PreferenceBody;
  language: Language | null;
  /** Nothing promotional any more, on any channel. */
  stop: boolean;
  unmeasured: boolean;
  /** What the law gives everybody and the shop's team answers: a copy of their data, or its end. */
  request: keyof typeof REQUESTS | null;
};

/** Events under which the shop's team hears of a request. */
const REQUESTS = { export: 'Data Export Requested', erase: 'Erasure Requested' } as const;

/**
 * Reads a posted page. A box counts where it differs from what the page showed (`was:…`): a page that lay open while the person
 * unsubscribed elsewhere must not take that back.
 */
export function readPosted(posted: Posted, centre: Centre, now: Date): Wanted {
  const has = (name: string) => posted[name] !== undefined;
  const other = posted.do !== 'save';
  const boxes = other ? [] : centre.choices.filter(({ id, fixed }) => !fixed && has(id) !== has(`was:${id}`));
  return {
    turned: boxes.map((choice) => ({ choice, on: has(choice.id) })).filter(({ choice, on }) => choice.on !== on),
    preference: other ? {} : { ...pauseIn(posted, centre, now), ...frequencyIn(posted, centre) },
    language: other ? null : languageIn(posted),
    stop: posted.do === 'stop',
    unmeasured: posted.do === 'unmeasure' && centre.measured,
    request: posted.do === 'export' || posted.do === 'erase' ? posted.do : null,
  };
}

function pauseIn({ pause }: Posted, { preferences }: Centre, now: Date): PreferenceBody {
  if (pause === 'end' && preferences.pausedUntil !== null) return { pausedUntil: null };
  if (pause === undefined || !Object.hasOwn(PAUSES, pause)) return {};
  return { pausedUntil: new Date(now.getTime() + PAUSES[pause as Pause] * DAY_MS).toISOString() };
}

function frequencyIn({ frequency }: Posted, { preferences }: Centre): PreferenceBody {
  const wanted = frequency === 'any' ? null : isFrequency(frequency) ? frequency : undefined;
  return wanted === undefined || wanted === preferences.frequency ? {} : { frequency: wanted };
}

const languageIn = ({ language, 'was:language': was }: Posted): Language | null =>
  (language === 'fr' || language === 'en') && language !== was ? language : null;

/** Whether nothing is to be changed. */
export const isNothing = ({ turned, preference, language, stop, unmeasured, request }: Wanted): boolean =>
  turned.length + Object.keys(preference).length === 0 && !language && !stop && !unmeasured && !request;

/** A fact about the person, as its kind's applier takes it. */
export type Said = { kind: 'consent' | 'suppression' | 'list' | 'preference' | 'identify' | 'track'; body: object };

/** The facts that say it, with the words that the person read. The event is for the person's line of time, and for scenarios. */
export function factsOf(wanted: Wanted, centre: Centre, language: Language): Said[] {
  const facts: Said[] = [
    ...wanted.turned.flatMap(({ choice, on }) => turnedFacts(choice, on, language)),
    ...hiddenAgreements(wanted, centre),
    ...(wanted.stop ? stopFacts() : []),
    ...(wanted.unmeasured ? [consent('email', MEASURE_PURPOSE, 'withdrawn', '', language)] : []),
    ...(Object.keys(wanted.preference).length > 0 ? [{ kind: 'preference' as const, body: wanted.preference }] : []),
    ...(wanted.language ? [{ kind: 'identify' as const, body: { traits: { locale: wanted.language } } }] : []),
  ];
  if (facts.length > 0) facts.push(event('Preferences Changed', summary(wanted)));
  if (wanted.request) facts.push(event(REQUESTS[wanted.request], { by: 'preference centre' }));
  return facts;
}

const event = (name: string, properties: object): Said => ({ kind: 'track', body: { event: name, properties } });

function turnedFacts(choice: Choice, on: boolean, language: Language): Said[] {
  if (choice.kind === 'list')
    return [{ kind: 'list', body: { list: choice.list.list, action: on ? 'add' : 'remove' } }];
  const { topic, channel } = choice;
  const wording = `${topic.name[language]} · ${channels[channel].name[language]}`;
  return [consent(channel, topic.purpose, on ? 'granted' : 'withdrawn', wording, language)];
}

const consent = (
  channel: ChannelKind,
  purpose: string,
  status: 'granted' | 'withdrawn',
  wording: string,
  language: Language,
): Said => ({
  kind: 'consent',
  body: { channel, purpose, status, wording, source: 'preference centre', proof: { language } },
});

/**
 * A consent lifts an unsubscription, and with it everything comes back that was agreed to before. Whoever unsubscribed and now
 * ticks one topic wants that one: the others are taken back.
 */
function hiddenAgreements({ turned }: Wanted, { agreed, unsubscribed, choices }: Centre): Said[] {
  const on = turned.flatMap(({ choice, on: ticked }) => (ticked && choice.kind === 'topic' ? [choice] : []));
  const lifted = new Set(on.map(({ channel }) => channel).filter((channel) => unsubscribed.includes(channel)));
  // A customer may get topics that they never agreed to: what the page showed without a tick stays without.
  const shown = choices.flatMap((one) =>
    one.kind === 'topic' ? [{ channel: one.channel, purpose: one.topic.purpose }] : [],
  );
  const hidden = [...agreed, ...shown].filter(
    ({ channel, purpose }) =>
      lifted.has(channel) && !on.some((one) => one.channel === channel && one.topic.purpose === purpose),
  );
  const each = new Map(hidden.map((one) => [`${one.channel} ${one.purpose}`, one]));
  return [...each.values()].map(({ channel, purpose }) => ({
    kind: 'consent',
    body: { channel, purpose, status: 'withdrawn', source: 'preference centre: unsubscribed before' },
  }));
}

/** Every channel that goes to people, also those that the person has no address for yet. */
const stopFacts = (): Said[] =>
  Object.values(channels)
    .filter(({ consent: asked }) => asked !== 'none')
    .map(({ kind: channel }) => ({ kind: 'suppression', body: { channel, reason: 'unsubscribe' } }));

function summary({ turned, preference, language, stop, unmeasured }: Wanted): Record<string, unknown> {
  const ids = (on: boolean) => turned.filter((one) => one.on === on).map(({ choice }) => choice.id);
  return {
    ...(ids(true).length > 0 && { on: ids(true) }),
    ...(ids(false).length > 0 && { off: ids(false) }),
    ...preference,
    ...(language && { language }),
    ...(stop && { unsubscribed: true }),
    ...(unmeasured && { unmeasured: true }),
  };
}

/** What will be true once the facts are applied: what the page shows after saving. */
export function after(wanted: Wanted, centre: Centre): Centre {
  const { pausedUntil, frequency } = wanted.preference;
  const lifted = new Set(
    wanted.turned.flatMap(({ choice, on }) => (on && choice.kind === 'topic' ? [choice.channel] : [])),
  );
  const turned = new Map(wanted.turned.map(({ choice, on }) => [choice.id, on]));
  const stopped = (choice: Choice) => wanted.stop && choice.kind === 'topic';
  return {
    ...centre,
    choices: centre.choices.map((choice) => ({
      ...choice,
      on: stopped(choice) ? false : (turned.get(choice.id) ?? choice.on),
    })),
    preferences: {
      pausedUntil:
        pausedUntil === undefined
          ? centre.preferences.pausedUntil
          : pausedUntil === null
            ? null
            : new Date(pausedUntil),
      frequency: frequency === undefined ? centre.preferences.frequency : (frequency as Frequency | null),
    },
    measured: centre.measured && !wanted.unmeasured,
    locale: wanted.language ?? centre.locale,
    reached: wanted.stop ? false : centre.reached || lifted.size > 0,
  };
}
