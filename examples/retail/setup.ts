/** From an empty shop to a published scenario. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PeopleFiles } from './people.ts';
import { csvLine, type Raw } from './raw.ts';
import type { Shop } from './shop.ts';

export const SEGMENT = 'loyal-silent-90';
export const SCENARIO = 'winback';
const TEMPLATES = ['win-back', 'win-back-last'];

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');

/** Who the shop is: the law wants it in every promotional message. */
export async function openForBusiness(shop: Shop): Promise<void> {
  for (const [key, value] of Object.entries(JSON.parse(textOf('shop.json')))) {
    await shop.call('PUT', `/api/settings/${key}`, { value });
  }
}

/** Imports catalogue, customers, consents and orders; the mapping says the shop's currency and time zone. */
export async function importHistory(shop: Shop, raw: Raw, people: PeopleFiles, folder: string): Promise<void> {
  const products = join(folder, 'products.csv');
  const rows = [...raw.products].map(([id, name]) => csvLine([id, name]));
  writeFileSync(products, [csvLine(['product_id', 'name']), ...rows].join(''));
  await shop.declic('import', 'orders', raw.historyFile, '--mapping', pathOf('mapping.json'));
  await shop.declic('import', 'products', products);
  await shop.declic('import', 'customers', people.customers);
  await shop.declic('import', 'consents', people.consents);
  await shop.declic('import', 'suppressions', people.suppressions);
}

/** Templates, segment, scenario; answers a write key for the shop's site. */
export async function publish(shop: Shop): Promise<string> {
  for (const key of TEMPLATES) {
    const { name, channel, class: kind, purpose, subject, body } = JSON.parse(textOf(`messages/${key}.json`));
    const draft = { format: 'mjml', subject, body: textOf(`messages/${body}`) };
    await shop.call('PUT', `/api/templates/${key}`, { name, channel, class: kind, purpose, draft });
    await shop.call('POST', `/api/templates/${key}/publish`);
  }
  const { name, description, rule } = JSON.parse(textOf('segment.json'));
  await shop.call('PUT', `/api/segments/${SEGMENT}`, { name, description, rule });
  const { $schema: _, ...scenario } = JSON.parse(textOf('winback.json'));
  await shop.call('PUT', `/api/scenarios/${SCENARIO}`, scenario);
  await shop.call('POST', `/api/scenarios/${SCENARIO}/publish`);
  // Answers when the segment is computed for everybody.
  await shop.call('POST', '/api/clock', { advance: 'PT0S' });
  const { key } = await shop.call<{ key: string }>('POST', '/api/keys', { kind: 'write', name: 'site' });
  return key;
}
