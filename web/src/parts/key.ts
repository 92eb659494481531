const LONGEST = 80;

/** A name in the letters of a key: “Clients fidèles — Lyon” → `clients-fideles-lyon`; empty where none of them is in it. */
export const plainKey = (name: string, longest = LONGEST): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longest);

/** A key out of a name, which one of other letters has too. */
export const keyFrom = (name: string, noun = 'segment'): string =>
  plainKey(name) || `${noun}-${Date.now().toString(36)}`;
