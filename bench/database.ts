import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../src/config.ts';
import { liveClock, openDatabase, openStore, type Store } from '../src/store/index.ts';

/** A store of its own on the bundled server with full durability, as it runs for a shop; everything is removed by `close`. */
export async function benchStore(): Promise<{ store: Store; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'declic-bench-'));
  const database = await openDatabase(loadConfig({ DECLIC_DATA: folder }), () => {});
  const store = await openStore({ connection: database.connection, clock: liveClock, schema: 'migrate' });
  const close = async () => {
    await store.close();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { store, close };
}
