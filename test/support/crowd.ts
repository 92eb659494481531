/**
 * A crowd that goes through the main job: each person is told to the server and asks for something, a scenario writes to them, a
 * mail server of its own takes the message. Whatever is done to the server meanwhile, at the end every message is accounted for.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageIdFor, standardConnections } from '../../src/channels/index.ts';
import type { MailSink } from './mail-sink.ts';
import { type Answer, ask, type Sent } from './serving.ts';

/** Connections that the provider of SMTP_URL is spoken to over: more messages are never in hand. */
export const poolSize = standardConnections;
const FROM = 'bonjour@atelier.example';
/** People of one request; each is an identify and a track. */
const PER_REQUEST = 50;
const LOOK_MS = 250;

const addressOf = (n: number): string => `p${n}@exemple.fr`;

export type Server = { address: string; secretKey: string; writeKey: string };

async function ok(server: Server, method: string, path: string, sent: Sent = {}): Promise<Answer['body']> {
  const answer = await ask(server.address, server.secretKey, method, path, sent);
  assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
  return answer.body;
}

/** The shop, the template and the scenario. Who asks twice is written to twice, so that a fact that counts twice shows. */
export async function openShop(server: Server): Promise<void> {
  for (const [key, value] of Object.entries({
    'shop.name': 'Atelier',
    'shop.postalAddress': '1 rue du Port, 35000 Rennes',
    'delivery.senderAddress': FROM,
  })) {
    await ok(server, 'PUT', `/api/settings/${key}`, { body: { value } });
  }
  const draft = { format: 'html', subject: 'Bonjour {{ user.first_name }}', body: '<p>Votre guide.</p>' };
  const template = { name: 'Guide', channel: 'email', class: 'service', draft };
  await ok(server, 'PUT', '/api/templates/guide', { body: template });
  await ok(server, 'POST', '/api/templates/guide/publish');
  const scenario = {
    name: 'Guide',
    triggers: [{ id: 'asked', kind: 'event', event: 'Guide Asked' }],
    reentry: { kind: 'always' },
    start: 'moment',
    steps: {
      moment: { kind: 'wait', for: 'PT1S', next: 'say' },
      say: { kind: 'message', template: 'guide', next: 'end' },
      end: { kind: 'exit' },
    },
  };
  await ok(server, 'PUT', '/api/scenarios/guide', { body: scenario });
  await ok(server, 'POST', '/api/scenarios/guide/publish');
}

/** Who is known by an address first, and by a shop id later: every second. */
const isGuest = (n: number): boolean => n % 2 === 1;

/** Tells people to a server, each until the server said that it has them. */
export class Crowd {
  readonly people: number;
  readonly #guests: boolean;
  #told = 0;
  #signedIn = 0;
  /** Requests that were not answered: told again, with the same message ids. */
  repeated = 0;

  /** @param guests whether every second person turns out later to be a customer ({@link signIn}) */
  constructor(people: number, { guests = false } = {}) {
    this.people = people;
    this.#guests = guests;
  }

  /** People whom no server has yet. */
  get left(): number {
    return this.people - this.#told;
  }

  /** Tells up to `most` more people; ends early when the server does. */
  async tell(server: Server, most = Number.POSITIVE_INFINITY): Promise<void> {
    const end = Math.min(this.people, this.#told + most);
    const eventsOf = (n: number) => eventsOfPerson(n, this.#guests && isGuest(n));
    while (this.#told < end) {
      const next = Math.min(end, this.#told + PER_REQUEST);
      if (!(await this.#send(server, numbers(this.#told, next).flatMap(eventsOf)))) return;
      this.#told = next;
    }
  }

  /** Says of the guests who were told which customers they are: each becomes part of a person who is new by it. */
  async signIn(server: Server): Promise<void> {
    while (this.#guests && this.#signedIn < this.#told) {
      const next = Math.min(this.#told, this.#signedIn + PER_REQUEST);
      if (!(await this.#send(server, numbers(this.#signedIn, next).filter(isGuest).map(signInOf)))) return;
      this.#signedIn = next;
    }
  }

  async #send(server: Server, batch: readonly object[]): Promise<boolean> {
    const sent = { body: { batch }, key: server.writeKey };
    const answer = await ask(server.address, server.secretKey, 'POST', '/v1/batch', sent).catch(() => null);
    if (answer?.status === 200) return true;
    this.repeated += 1;
    return false;
  }
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

const signInOf = (n: number): object => {
  return { type: 'identify', messageId: `in-${n}`, userId: `p${n}`, traits: { email: addressOf(n) } };
};

function eventsOfPerson(n: number, guest: boolean): object[] {
  const who = guest ? { anonymousId: `a${n}` } : { userId: `p${n}` };
  const traits = { email: addressOf(n), first_name: `P${n}` };
  return [
    { type: 'identify', messageId: `who-${n}`, ...who, traits },
    { type: 'track', messageId: `asked-${n}`, ...who, event: 'Guide Asked', properties: {} },
  ];
}

/** How many messages are in each state. */
export const outboxStates = async (server: Server): Promise<Record<string, number>> =>
  (await ok(server, 'GET', '/api/stats')).outbox;

/** Resolves when nothing waits and nothing is claimed, of at least so many messages; fails after the patience. */
export async function drained(server: Server, messages: number, patienceMs: number): Promise<void> {
  let states: Record<string, number> = {};
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(LOOK_MS)) {
    const answer = await ask(server.address, server.secretKey, 'GET', '/api/stats').catch(() => null);
    if (answer?.status !== 200) continue;
    states = answer.body.outbox;
    const all = Object.values(states).reduce((sum, count) => sum + count, 0);
    if (all >= messages && states.ready === 0 && states.claimed === 0) return;
  }
  assert.fail(`not drained in ${patienceMs} ms: ${JSON.stringify(states)}`);
}

type Line = { key: string; externalId: string; address: string; state: string };

async function outbox(server: Server, state?: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const of: string = `${state ? `&state=${state}` : ''}${after ? `&after=${encodeURIComponent(after)}` : ''}`;
    const page: { items: Line[]; next: string | null } = await ok(server, 'GET', `/api/outbox?limit=200${of}`);
    lines.push(...page.items);
    after = page.next;
  }
  return lines;
}

const HOME_PATIENCE_MS = 60_000;

/** The outbox, once every message lies where its person is: a guest's follows the customer. */
async function atHome(server: Server): Promise<Line[]> {
  for (const end = Date.now() + HOME_PATIENCE_MS; ; await sleep(LOOK_MS)) {
    const lines = await outbox(server);
    const strayed = lines.filter(({ externalId, address }) => `${externalId}@exemple.fr` !== address);
    if (strayed.length === 0) return lines;
    assert.ok(Date.now() < end, `messages lie apart from their people: ${JSON.stringify(strayed.slice(0, 3))}`);
  }
}

export type Reckoning = {
  people: number;
  sent: number;
  uncertain: number;
  uncertainThatArrived: number;
  arrived: number;
};

/**
 * Holds the ledger against what arrived: each person has one message, it is sent or uncertain, no message arrived twice, every
 * sent one arrived, and nothing arrived that the ledger does not know.
 */
export async function reckon(server: Server, sink: MailSink, people: number): Promise<Reckoning> {
  const lines = await atHome(server);
  const taken = await sink.taken();
  const states = Object.groupBy(lines, ({ state }) => state);
  const { sent = [], uncertain = [], ...others } = states;
  assert.deepEqual(others, {}, 'messages that are neither sent nor uncertain');
  const wanted = Array.from({ length: people }, (_, n) => addressOf(n)).sort();
  assert.deepEqual(lines.map(({ address }) => address).sort(), wanted, 'one message for each person');
  assert.deepEqual(
    taken.filter(({ times }) => times > 1),
    [],
    'messages that arrived twice',
  );
  const arrived = new Map(taken.map(({ id, to }) => [id, to]));
  const lost = sent.filter(({ key, address }) => arrived.get(messageIdFor(key, FROM)) !== address);
  assert.deepEqual(lost, [], 'messages that count as sent and did not arrive');
  const known = new Set(lines.map(({ key }) => messageIdFor(key, FROM)));
  assert.deepEqual(
    taken.filter(({ id }) => !known.has(id)),
    [],
    'messages that arrived and are not in the ledger',
  );
  const listed = await outbox(server, 'uncertain');
  assert.deepEqual(listed.map(({ key }) => key).sort(), uncertain.map(({ key }) => key).sort());
  return {
    people,
    sent: sent.length,
    uncertain: uncertain.length,
    uncertainThatArrived: uncertain.filter(({ key }) => arrived.has(messageIdFor(key, FROM))).length,
    arrived: arrived.size,
  };
}
