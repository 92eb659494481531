/** The preference centre: what a person gets now, topic by topic and channel by channel. */
import { type ChannelKind, channels, isChannelKind, MEASURE_PURPOSE } from '../channels/index.ts';
import {
  consentNeeded,
  mayMeasure,
  type Permission,
  type PersonKind,
  readSwitches,
  refusalOf,
  type Switches,
} from '../compliance/index.ts';
import { listsOf, type Person, type Preferences, permissionsOf, preferencesOf } from '../people/index.ts';
import { readSettings } from '../settings/index.ts';
import { run, type Store, statements } from '../store/index.ts';
import { type PublicList, publicLists, publicTopics, type Topic } from './settings.ts';

const sql = statements(import.meta.url, 'centre.sql');

/** One box of the page: a topic on a channel, or a list. */
export type Choice = {
  /** Name of its field. */
  id: string;
  on: boolean;
  /** An objection, a complaint or a dead address, which only the shop can lift. */
  fixed: boolean;
} & ({ kind: 'topic'; topic: Topic; channel: ChannelKind } | { kind: 'list'; list: PublicList });

export type Centre = {
  choices: Choice[];
  preferences: Preferences;
  /** Whether opens or clicks of the person are noted. */
  measured: boolean;
  locale: string | null;
  /** Whether anything promotional may reach the person at all. */
  reached: boolean;
  /** Purposes that the person agreed to, by channel, beside those on the page as well: what an unsubscription hides. */
  agreed: { channel: ChannelKind; purpose: string }[];
  /** Channels on which an unsubscription holds. */
  unsubscribed: ChannelKind[];
};

/** Reads what is true of a person now. */
export async function readCentre(store: Store, person: Person): Promise<Centre> {
  const [topics, lists] = (await readSettings(store.pool, [publicTopics as never, publicLists as never])) as [
    Topic[],
    PublicList[],
  ];
  const { permissions, suppressions } = await permissionsOf(store, person);
  const switches = await readSwitches(store.pool);
  const kind = await kindOf(store, person);
  const on = new Set((await listsOf(store.pool, person)).map(({ list }) => list));
  const held = (channel: string) => permissions.filter((row) => row.channel === channel) as unknown as Permission[];
  const lasting = new Set(
    suppressions.filter(({ reason }) => reason !== 'unsubscribe').map((suppression) => suppression.channel),
  );
  const judge = { switches, kind, held };
  const known = Object.values(channels).filter(({ consent }) => consent !== 'none');
  return {
    choices: [
      ...topics.flatMap((topic) =>
        topic.channels
          .filter((channel) => isReachable(channel, person))
          .map((channel): Choice => {
            const id = `topic:${topic.purpose}:${channel}`;
            const fixed = lasting.has(channel);
            return { kind: 'topic', id, topic, channel, fixed, on: !fixed && receives(judge, topic.purpose, channel) };
          }),
      ),
      ...lists.map(
        (list): Choice => ({ kind: 'list', id: `list:${list.list}`, list, fixed: false, on: on.has(list.list) }),
      ),
    ],
    preferences: await preferencesOf(store.pool, person),
    measured: Object.values(mayMeasure(held('email'), switches)).some(Boolean),
    locale: person.locale,
    reached: known.some((channel) => isReachable(channel.kind, person) && !isStopped(held(channel.kind))),
    agreed: permissions.flatMap(({ channel, purpose, status }) =>
      status === 'granted' && purpose !== MEASURE_PURPOSE && isChannelKind(channel) ? [{ channel, purpose }] : [],
    ),
    unsubscribed: known
      .map((channel) => channel.kind)
      .filter((channel) => isStopped(held(channel)) && !lasting.has(channel)),
  };
}

async function kindOf(store: Store, { id, bucket }: Person): Promise<PersonKind> {
  const [row] = await run<{ customer: boolean }>(store.pool, sql('is-customer'), { bucket, person: id });
  return row!.customer ? 'customer' : 'prospect';
}

const isStopped = (held: readonly Permission[]): boolean => held.some(({ purpose }) => purpose === '*');

type Judge = { switches: Switches; kind: PersonKind; held: (channel: string) => Permission[] };

/** As the gates would have it. */
function receives({ switches, kind, held }: Judge, purpose: string, channel: ChannelKind): boolean {
  const need = consentNeeded(channels[channel], 'promotional', kind, switches);
  return refusalOf(need, purpose, held(channel)) === null;
}

/** Whether there is an address to write to; channels that keep none in a person's row are offered as they are. */
function isReachable(channel: ChannelKind, { email, phone }: Person): boolean {
  const { addressKind } = channels[channel];
  if (addressKind === 'email') return email !== null;
  return addressKind === 'phone' ? phone !== null : true;
}
