/** Public data sets that tests read where the machine has them. They are no part of the repository. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.DECLIC_TEST_DATA;

/**
 * A file of the folder DECLIC_TEST_DATA. Put `title` into the test's title and `skip` into its options: where the file is
 * missing the test is skipped, and its title says for want of which file.
 */
export function publicData(name: string): { path: string; title: string; skip: boolean } {
  const path = folder === undefined ? '' : join(folder, name);
  const skip = path === '' || !existsSync(path);
  return { path, title: skip ? ` (skipped: ${name} is not in DECLIC_TEST_DATA)` : '', skip };
}
