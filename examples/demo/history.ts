/** Brings the shop's past in: files by the import, the site's history by the tracking API. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LISTS } from './consents.ts';
import type { Doors } from './doors.ts';
import { type File, filesOf, writeFile } from './files.ts';
import { OWNERS, type Person } from './people.ts';
import { tracked } from './visits.ts';
import type { World } from './world.ts';

export type Say = (line: string) => void;

/** Who the shop is, who looks after its companies, what its lists are called. */
export async function openForBusiness(doors: Doors): Promise<void> {
  const settings = JSON.parse(readFileSync(new URL('shop.json', import.meta.url), 'utf8'));
  for (const [key, value] of Object.entries(settings)) await doors.api('PUT', `/api/settings/${key}`, { value });
  for (const { id, ...owner } of OWNERS) await doors.api('PUT', `/api/owners/${id}`, owner);
  for (const [key, name] of Object.entries(LISTS)) await doors.api('PUT', `/api/lists/${key}`, { name });
}

type Report = { rowsKept: number; rowsRejected: number; refused: { count: number }; badLines: unknown[] };

/** Imports the files two at a time, whose order does not matter to the server, then what the site saw. */
export async function bringHistory(
  doors: Doors,
  world: World,
  folder: string,
  writeKey: string,
  say: Say,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const files = filesOf(world).values();
  const lane = async () => {
    for (const file of files) {
      const began = performance.now();
      const { rowsKept } = await importFile(doors, folder, file);
      say(`  ${file.name.padEnd(22)} ${count(rowsKept).padStart(9)} rows   ${seconds(began)}`);
    }
  };
  await Promise.all([lane(), lane()]);
  const began = performance.now();
  await doors.track('import', writeKey, siteHistory(world));
  await untilApplied(doors);
  const events = world.visits.length + world.refunds.length;
  say(`  ${'visits and returns'.padEnd(22)} ${count(events).padStart(9)} events ${seconds(began)}`);
}

const count = (n: number): string => n.toLocaleString('en');
export const seconds = (began: number): string => `${((performance.now() - began) / 1_000).toFixed(1)} s`;

async function importFile(doors: Doors, folder: string, file: File): Promise<Report> {
  const path = await writeFile(folder, file);
  const mapping = join(folder, `${file.kind}.json`);
  writeFileSync(mapping, JSON.stringify(file.mapping ?? {}), { mode: 0o600 });
  const report = await doors.declic<Report>('import', file.kind, path, '--mapping', mapping);
  if (report.rowsRejected > 0 || report.refused.count > 0)
    throw new Error(`${file.name} was not taken whole: ${JSON.stringify([report.badLines, report.refused])}`);
  return report;
}

/** Children with their birthdays (a list of objects, which no cell of a file holds), what people did, what came back. */
function* siteHistory(world: World): Generator<unknown> {
  for (const person of world.people) if (person.children.length > 0) yield childrenOf(person, world);
  for (const [at, visit] of world.visits.entries()) yield tracked(visit, `visit-${at}`);
  for (const [n, { order, at, line, quantity }] of world.refunds.entries()) {
    const product = { product_id: line.variant ?? line.product.id, quantity, price: line.price };
    yield {
      type: 'track',
      messageId: `refund-${n}`,
      userId: order.person.externalId,
      event: 'Order Refunded',
      properties: { order_id: order.id, products: [product], currency: 'EUR' },
      timestamp: new Date(at).toISOString(),
    };
  }
}

const childrenOf = ({ at, externalId, email, children }: Person, { today }: World) => ({
  type: 'identify',
  messageId: `children-${at}`,
  ...(externalId ? { userId: externalId } : {}),
  traits: { ...(externalId ? {} : { email }), children },
  timestamp: new Date(today * 86_400_000 - 43_200_000).toISOString(),
});

/** How often it is asked whether the server has caught up. */
const WAITING_MS = 100;

/** Until nothing that was sent waits any more: what is defined next is to find all of it. */
async function untilApplied(doors: Doors): Promise<void> {
  while (Number(/^declic_inbox_rows (\d+)/m.exec(await doors.metrics())?.[1] ?? 0) > 0) await sleep(WAITING_MS);
}
