/** The simplest mail there is, and what a shop has to say of itself before it may leave. */
import { publish, saveTemplate } from '../../src/messages/index.ts';
import type { Store } from '../../src/store/index.ts';

/** Publishes the transactional template `note` and names the shop and its sender. */
export async function publishNote({ pool, clock }: Store): Promise<void> {
  const now = clock.now();
  const draft = { format: 'html' as const, subject: 'Bonjour', body: '<p>Bonjour</p>' };
  await saveTemplate(pool, { key: 'note', name: 'Note', channel: 'email', class: 'transactional', draft }, now);
  const shop = { name: 'Atelier', postalAddress: '1 rue du Port, 35000 Rennes' };
  await publish(pool, 'note', { shop, sender: { address: 'a@exemple.fr' }, now });
  await pool.query(
    `insert into setting values ('delivery.senderAddress', '"a@exemple.fr"', $1), ('shop.name', '"Atelier"', $1)`,
    [now],
  );
}

/** Steps that send it after an hour and again a day later. */
export const anHourAndADay = {
  hour: { kind: 'wait', for: 'PT1H', next: 'first' },
  first: { kind: 'message', template: 'note', next: 'day' },
  day: { kind: 'wait', for: 'P1D', next: 'second' },
  second: { kind: 'message', template: 'note', next: 'end' },
  end: { kind: 'exit' },
} as const;
