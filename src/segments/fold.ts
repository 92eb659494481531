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

/** How a test looks at a text: the whole of it against folded texts, or a part. */
export type Looks = 'whole' | 'part';

/**
 * A test of a folded text in SQL, and whether the value `isText` at all. Plain ASCII, most of what there is, takes the quick way.
 * Letters of `translate` without a counterpart fall away. Everything stands inside the case, which alone keeps PostgreSQL to an
 * order: outside of it `isText` would be asked of every row, and reading a value out of jsonb is what costs. (It would also take an
 * equality of this length for rare, and loop.)
 *
 * A whole text that equals a folded one after the quick way equals it after the slow one too: folded texts are decomposed, and
 * ASCII capitals are all that the quick way changes. So most rows are decided by reading the value three times instead of five.
 */
export function foldedSql(expression: string, isText: string, looks: Looks, test: (folded: string) => string): string {
  const slow = `translate(lower(normalize(${expression}, NFD) collate "C"), '${CAPITALS}${MARKS}', '${SMALL}')`;
  const quick = `lower(${expression} collate "C")`;
  const passes = (folded: string) => `(${test(folded)} and ${isText})`;
  if (looks === 'part')
    return `case when octet_length(${expression}) = length(${expression}) then ${passes(quick)} else ${passes(slow)} end`;
  return `case when ${test(quick)} then ${isText} when octet_length(${expression}) <> length(${expression}) then ${passes(slow)} else false end`;
}
