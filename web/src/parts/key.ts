const LONGEST = 80;

/** A key out of a name: “Clients fidèles — Lyon” → `clients-fideles-lyon`. */
export function keyFrom(name: string, noun = 'segment'): string {
  const key = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST);
  return key === '' ? `${noun}-${Date.now().toString(36)}` : key;
}
