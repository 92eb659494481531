/**
 * Texts are compared as marketers read them: without case and without accents. The same folding is done here and in SQL, by parts
 * that do not depend on the database: `lower()` of PostgreSQL follows its collation (asked for here is "C", which knows ASCII only),
 * and the extension `unaccent` is not everywhere.
 */

/** Capitals outside of ASCII that are no letter plus an accent: Latin, Greek, Cyrillic. */
const CAPITALS = 'ÆÐØÞĐĦĿŁŊŒŦƁƆƎƏƐƟƷǷΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐẞ';
const SMALL = [...CAPITALS].map((letter) => letter.toLowerCase()).join('');
const letters = new Map([...CAPITALS].map((letter, i) => [letter, [...SMALL][i]!]));

/** Accents as letters of their own: grave, acute, circumflex, tilde, macron, breve, dots, hook, ring, caron, horn, cedilla, ogonek … */
const MARKS =
  '\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u031b\u0323\u0326\u0327\u0328\u0331';

/** Case and accents taken away. */
export function fold(text: string): string {
  let folded = '';
  for (const letter of text.normalize('NFD')) {
    if (MARKS.includes(letter)) continue;
    folded += letter >= 'A' && letter <= 'Z' ? letter.toLowerCase() : (letters.get(letter) ?? letter);
  }
  return folded;
}

/**
 * A test of a folded text in SQL. Plain ASCII, most of what there is, takes the quick way. Letters of `translate` without a
 * counterpart fall away. (The test stands inside the case: PostgreSQL would take an equality of this length for rare, and loop.)
 */
export function foldedSql(expression: string, test: (folded: string) => string): string {
  const slow = `translate(lower(normalize(${expression}, NFD) collate "C"), '${CAPITALS}${MARKS}', '${SMALL}')`;
  const quick = `lower(${expression} collate "C")`;
  return `case when octet_length(${expression}) = length(${expression}) then ${test(quick)} else ${test(slow)} end`;
}
