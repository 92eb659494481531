/** Writes src/store/schema.golden.txt from a fresh database: run after a new migration, and read the difference. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { goldenSchema } from '../test/habits/schema.ts';
import { root } from '../test/habits/tree.ts';
import { freshDatabase } from '../test/support/database.ts';

test('write the golden schema', async (t) => {
  const { pool } = await freshDatabase({ t });
  writeFileSync(join(root, 'src/store/schema.golden.txt'), await goldenSchema(pool));
});
