/** Text of cells: cleaned of what spreadsheets and shops put around it, never of what it says. */

/**
 * Shopify writes `'01000` so that spreadsheets keep the zero, and guards against formulas with an apostrophe. An apostrophe
 * in front of a digit, a sign or a letter of an id is such a guard; inside a text it stays.
 */
export function withoutGuard(text: string): string {
  const bare = text.trim();
  return /^'[\d+=@-]/u.test(bare) ? bare.slice(1) : bare;
}

/** Excel's `="00123"` keeps leading zeros the hard way. */
function withoutFormula(text: string): string {
  const match = /^="(.*)"$/su.exec(text.trim());
  return match ? match[1]! : text.trim();
}

/** An identifier: guard and formula taken away, everything else, leading zeros included, kept. */
export function readId(text: string): string {
  return withoutGuard(withoutFormula(text));
}

/** `a, b ,c` or `a|b|c` as a list without blanks and repeats. */
export function readList(text: string, separators = /[,;|]/u): string[] {
  const items = text.split(separators).map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

/** The letters and digits of a name, without case and accents: `N° de commande` is `nodecommande`. */
export function nameKey(text: string): string {
  return text
    .replace(/n[°º]|#|№/giu, 'no')
    .replace(/\(s\)/giu, 's')
    .replace(/\([^)]*\)/gu, ' ')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .toLowerCase()
    .replace(/œ/gu, 'oe')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The names nearest to `wanted`, best first: by shared beginning and by letters to change. */
export function nearestNames(wanted: string, names: readonly string[], most = 3): string[] {
  const key = nameKey(wanted);
  const scored = names.map((name) => ({ name, distance: letterDistance(key, nameKey(name)) }));
  scored.sort((a, b) => a.distance - b.distance);
  return scored.slice(0, most).map((item) => item.name);
}

/** Letters to add, take or change (Levenshtein, 1965) to make `b` of `a`; names are cut at 64 letters. */
export function letterDistance(a: string, b: string): number {
  const left = a.slice(0, 64);
  const right = b.slice(0, 64);
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = left[i - 1] === right[j - 1] ? 0 : 1;
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + change));
    }
    row = next;
  }
  return row[right.length]!;
}
