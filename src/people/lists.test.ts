import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAll, freshStore } from '../../test/support/applying.ts';
import type { Fact } from '../facts/index.ts';
import { accept } from '../intake/index.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const store = await freshStore(now, { buckets: 3 });

test('[PE15] a change of a list is told with the origin of the fact that made it', async () => {
  const put = (origin: 'live' | 'import', minutes: number): Fact => ({
    kind: 'list',
    origin,
    occurredAt: new Date(now.getTime() - minutes * 60_000),
    receivedAt: now,
    who: { externalId: 'reader' },
    body: { list: 'vip', action: 'add' },
  });
  // History waits in bulk behind the live fact, and is older.
  await accept(store, [put('import', 90), put('live', 5)]);
  const { lists } = await applyAll(store);
  assert.deepEqual(
    lists.map(({ action, origin, at }) => [action, origin, at.toISOString()]),
    [['add', 'live', '2026-03-01T11:55:00.000Z']],
  );
});
