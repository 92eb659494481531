/** Keys of campaigns. */

export const isKey = (key: string): boolean => /^[a-z0-9][a-z0-9_-]{0,63}$/.test(key);

/** Room for a number behind it. */
const longestBase = 58;

/** “Soldes d’été” → `soldes-d-ete`. */
export function keyOfName(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const key = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, longestBase)
    .replace(/-+$/, '');
  return key === '' ? 'campaign' : key;
}
