/** The preference centre behind the link of every mail: opening it changes nothing, posting needs no login and no script. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { channels, isChannelKind } from '../../channels/index.ts';
import { LINK_PATHS } from '../../messages/index.ts';
import {
  after,
  type Centre,
  factsOf,
  isNothing,
  type Posted,
  readCentre,
  readPosted,
  tellOf,
  type Wanted,
} from '../../pages/index.ts';
import { getPerson, type Person } from '../../people/index.ts';
import { readSetting, shopTimezone } from '../../settings/index.ts';
import { addressHash } from '../../store/index.ts';
import type { ApiDeps } from '../deps.ts';
import { centreHtml } from './centre.ts';
import {
  askPage,
  deadPage,
  donePage,
  type Held,
  hold,
  type Linked,
  stopMeasuring,
  unmeasuredPage,
  unsubscribe,
} from './held.ts';
import { lookFor, sendLook } from './html.ts';
import { type Words, words } from './words.ts';

export function preferencePages(app: FastifyInstance, deps: ApiDeps): void {
  const path = `${LINK_PATHS.preferences}:token`;

  app.get<Linked>(path, async (request, reply) => {
    const held = await hold(deps, 'preferences', request.params.token);
    if (!held) return deadPage(deps, request, reply);
    const person = await readerOf(deps, held);
    return person ? show(deps, request, reply, { person, held }) : askPage(deps, request, reply, held);
  });

  app.post<Linked>(path, async (request, reply) => {
    const held = await hold(deps, 'preferences', request.params.token);
    if (!held) return deadPage(deps, request, reply);
    const posted = (request.body ?? {}) as Posted;
    const person = await readerOf(deps, held);
    if (person && posted.do !== undefined) return save(deps, request, reply, { person, held, posted });
    // Pages of before, and readers whose address has passed to somebody else: the address alone is spoken of.
    if (posted.stop !== undefined) {
      await stopMeasuring(deps, held, words.fr.measureButton);
      return unmeasuredPage(deps, request, reply, held);
    }
    await unsubscribe(deps, held);
    return donePage(deps, request, reply, held);
  });
}

/** The person of a link, as long as they still have the address that it went to: nobody else is shown what they chose. */
async function readerOf({ store }: ApiDeps, { message, channel, hash }: Held): Promise<Person | null> {
  const person = message && (await getPerson(store, { id: message.personId }));
  if (!person || !isChannelKind(channel)) return null;
  const { addressKind } = channels[channel];
  const address = addressKind === 'email' ? person.email : addressKind === 'phone' ? person.phone : null;
  return address !== null && addressHash(channel, address).toString('base64url') === hash ? person : null;
}

type Shown = { person: Person; held: Held; saved?: { centre: Centre; told: string } };

async function show(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply, { person, saved }: Shown) {
  const centre = saved?.centre ?? (await readCentre(deps.store, person));
  const look = await lookFor(deps, request, centre.locale);
  const zone = person.timezone ?? (await readSetting(deps.store.pool, shopTimezone));
  const told = saved?.told ?? null;
  const body = centreHtml(look.language, { person, centre, told, now: deps.store.clock.now(), zone });
  return sendLook(reply, 200, look, { title: words[look.language].centreTitle, body });
}

async function save(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { person, held, posted }: Shown & { posted: Posted },
) {
  const centre = await readCentre(deps.store, person);
  const wanted = readPosted(posted, centre, deps.store.clock.now());
  const { language } = await lookFor(deps, request, centre.locale);
  await tellOf(deps.store, person, factsOf(wanted, centre, language));
  const next = after(wanted, centre);
  const say = words[(await lookFor(deps, request, next.locale)).language];
  return show(deps, request, reply, { person, held, saved: { centre: next, told: toldOf(say, wanted) } });
}

function toldOf(say: Words, wanted: Wanted): string {
  if (isNothing(wanted)) return say.centreSame;
  if (wanted.stop) return say.centreStopped;
  if (wanted.request) return say.centreRequested;
  return wanted.unmeasured ? say.unmeasured : say.centreSaved;
}
