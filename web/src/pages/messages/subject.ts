/** A subject as somebody reads it in a list, where its Liquid would only be noise. Pure. */

const LATER_BRANCHES = /\{%-?\s*els(?:e|if)\b[\s\S]*?(?=\{%-?\s*end(?:if|unless|case)\b)/g;
const TAGS = /\{%[\s\S]*?%\}/g;
const VALUE = /\{\{-?\s*([\w.]+)([\s\S]*?)\}\}/g;
const OTHERWISE = /\|\s*default:\s*(["'])(.*?)\1/;

/** The first of several branches, the shop's name, what stands in where nothing is known, and dots for what each person has. */
export function readable(subject: string, shop: string): string {
  return subject
    .replace(LATER_BRANCHES, '')
    .replace(TAGS, '')
    .replace(VALUE, (_, name: string, filters: string) =>
      name === 'shop.name' && shop ? shop : (OTHERWISE.exec(filters)?.[2] ?? '…'),
    )
    .trim();
}
