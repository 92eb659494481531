/** Countries as shops write them, read into ISO 3166-1 alpha-2 where the name is known; else the text stays as it is. */

const names = new Map<string, string>();

function key(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .toLowerCase()
    .replace(/[^a-z]/gu, '');
}

// Built from the names that the platform itself carries, in the two languages of the product.
function fill(): void {
  for (const language of ['en', 'fr']) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (let a = 65; a <= 90; a += 1) {
      for (let b = 65; b <= 90; b += 1) {
        const code = String.fromCharCode(a, b);
        const name = display.of(code);
        if (name !== undefined && !names.has(key(name))) names.set(key(name), code);
      }
    }
  }
}

// Rows of one order, and most neighbours, are of one country.
let lastName: string | undefined;
let lastCode: string | undefined;

/** The code of a country given by its code or its English or French name; undefined where it is not known. */
export function countryCode(text: string): string | undefined {
  const bare = text.trim();
  if (/^[A-Za-z]{2}$/u.test(bare)) return bare.toUpperCase();
  if (names.size === 0) fill();
  if (bare === lastName) return lastCode;
  lastName = bare;
  lastCode = names.get(key(bare));
  return lastCode;
}
