/** A shop that can write to people, set up over the API of a server, and what stories do in it. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ok, Serving } from './serving.ts';

const PATIENCE_MS = 60_000;

/** What every message has to know of its shop, and whatever else the story decides. */
export async function introduce(ok: Ok, more: Record<string, unknown> = {}): Promise<void> {
  const settings = {
    'shop.name': 'Atelier',
    'shop.postalAddress': '1 rue du Port, 35000 Rennes',
    'delivery.senderAddress': 'bonjour@atelier.example',
    ...more,
  };
  for (const [key, value] of Object.entries(settings)) await ok('PUT', `/api/settings/${key}`, { value });
}

type Mail = { class: 'promotional' | 'transactional'; name?: string; subject?: string; body?: string };

/** A published e-mail, and a scenario that sends it to whom it is asked for, each time. */
export async function publishOnCall(ok: Ok, key: string, mail: Mail): Promise<void> {
  const { name = key, subject = key, body = `<p>${key}</p>` } = mail;
  const draft = { format: 'html', subject, body };
  await ok('PUT', `/api/templates/${key}`, { name, channel: 'email', class: mail.class, draft });
  await ok('POST', `/api/templates/${key}/publish`);
  await ok('PUT', `/api/scenarios/${key}`, {
    name,
    triggers: [{ id: 'call', kind: 'api' }],
    reentry: { kind: 'always' },
    start: 'say',
    steps: { say: { kind: 'message', template: key, next: 'end' }, end: { kind: 'exit' } },
  });
  await ok('POST', `/api/scenarios/${key}/publish`);
}

type Fact = { kind: string; who: object; occurredAt: Date; body: object };

/** Somebody as the shop knew them a day ago, and what they agreed to. */
export function known(who: { externalId: string; email?: string }, purposes: string[], traits: object = {}): Fact[] {
  const occurredAt = new Date(Date.now() - 86_400_000);
  const consent = { channel: 'email', status: 'granted', wording: 'Oui, volontiers', source: 'till' };
  return [
    { kind: 'identify', who, occurredAt, body: { traits } },
    ...purposes.map((purpose) => ({ kind: 'consent', who, occurredAt, body: { ...consent, purpose } })),
  ];
}

/** Tells facts by the door of imports, and waits until they are applied. */
export async function tell({ call, ok, quiet }: Serving, facts: readonly Fact[]): Promise<void> {
  const { id } = await ok('POST', '/api/imports', { kind: 'customers', file: 'test' });
  const raw = facts.map((fact) => JSON.stringify(fact)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const told = await call('POST', `/api/imports/${id}/facts`, { raw, headers, patienceMs: PATIENCE_MS });
  assert.equal(told.body.accepted, facts.length);
  await ok('POST', `/api/imports/${id}/finish`, {});
  await quiet();
}

export const personOf = async (ok: Ok, externalId: string): Promise<string> =>
  (await ok('GET', `/api/people?externalId=${externalId}`)).items[0].id;

export type Decision = { key: string; state: string; reason: string | null; outcome: string | null };

const ended = new Set<string | null>(['sent', 'failed', 'skipped', 'uncertain', 'recalled']);

/** Asks for the message of {@link publishOnCall} to somebody, and waits until it is known what became of it. */
export async function write({ ok, quiet }: Serving, scenario: string, externalId: string): Promise<Decision> {
  const person = await personOf(ok, externalId);
  const decisions = async (): Promise<Decision[]> => (await ok('GET', `/api/people/${person}/decisions`)).items;
  const before = (await decisions()).length;
  await ok('POST', `/api/scenarios/${scenario}/enrol`, { externalId, context: {} });
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
    const all = await decisions();
    const [last] = all;
    if (all.length > before && (last!.state === 'refused' || ended.has(last!.outcome))) {
      await quiet();
      return last!;
    }
  }
  assert.fail(`nothing became of “${scenario}” to ${externalId}: ${JSON.stringify(await decisions())}`);
}
