import { saveCosts, saveProducts } from '../catalog/index.ts';
import type { Store } from '../store/index.ts';
import type { CatalogRow } from './import/index.ts';

/** Takes products and costs in. They are no facts about people, so they go to the catalogue at once, all or none. */
export async function acceptCatalog(store: Store, rows: readonly CatalogRow[]): Promise<void> {
  await store.transaction(async (tx) => {
    await saveProducts(
      tx,
      rows.filter((row) => row.kind === 'product'),
    );
    await saveCosts(
      tx,
      rows.filter((row) => row.kind === 'cost'),
    );
  });
}
