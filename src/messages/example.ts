/** A reader made up from a template's variables: for publication without sample people, and for a preview of an occasion. */
import type { CheckInput } from './checks.ts';
import { linksFor } from './links.ts';
import { type MessageValues, type Surrounding, snake } from './scope.ts';

/** What lists of an occasion are called in the events of shops (Segment's ecommerce specification). */
const LISTS = /^(?:products|items|lines|articles)$/i;

/** A person for whom every variable of the template has a value. */
export function exampleOf(
  { shop, sender, now, publicUrl }: CheckInput & { now: Date },
  variables: readonly string[],
): { values: MessageValues; around: Surrounding } {
  // Without prototypes: a template may ask for “shop.__proto__.x”, and what is made up here must reach nothing else.
  const empty = (): Record<string, unknown> => Object.create(null);
  const made = empty();
  for (const name of variables) {
    let node = made;
    const path = name.split('.');
    for (const step of path.slice(0, -1)) {
      if (typeof node[step] !== 'object') node[step] = empty();
      node = node[step] as Record<string, unknown>;
    }
    const last = path.at(-1)!;
    if (node[last] === undefined) node[last] = madeUpValue(last, now);
  }
  const { user = {}, person = {}, link = {}, ...rest } = made as Record<string, Record<string, unknown>>;
  const values = { ...rest, shop: over(rest.shop, shop), sender: over({ stopCode: '36000', ...rest.sender }, sender) };
  const links = linksFor(publicUrl ?? 'https://example.org', 'sample', { sample: 1 });
  return { values, around: { person: { ...person, traits: user }, links: { ...link, ...links }, now } };
}

/** What is known over what is made up: a template may ask for “stop_code”, and what is known is “stopCode”. */
function over<Known extends object>(made: Record<string, unknown> = {}, known?: Known): Known {
  const told = Object.entries(known ?? {}).filter(([, value]) => value !== undefined);
  const names = new Set(told.map(([name]) => snake(name)));
  const left = Object.entries(made).filter(([name]) => !names.has(snake(name)));
  return Object.fromEntries([...left, ...told]) as Known;
}

/** What readers of a preview know at once: a message to “Exemple” with the code “Exemple” is hard to judge. */
const KNOWN: [RegExp, string][] = [
  [/^first_?name$/i, 'Camille'],
  [/^stop_?code$/i, '36000'],
  [/^(?:coupon_?|promo_?)?code$/i, 'CODE10'],
  [/^city$/i, 'Rennes'],
  [/^e?mail$/i, 'camille@exemple.fr'],
  [/^(?:phone|mobile)$/i, '+33 6 12 34 56 78'],
  [/points$/i, '120'],
];

function madeUpValue(name: string, now: Date): unknown {
  if (LISTS.test(name)) return [PRODUCT];
  const known = KNOWN.find(([shape]) => shape.test(name));
  if (known) return known[1];
  if (/(?:_at|date|day|until|deadline)$/i.test(name)) return now.toISOString();
  if (/(?:total|price|amount|value|revenue)$/i.test(name)) return '12.50';
  if (/(?:_url|url|link|image)$/i.test(name)) return 'https://example.org/';
  return 'Exemple';
}

const PRODUCT = {
  product_id: 'A-100',
  sku: 'A-100',
  name: 'Exemple',
  brand: 'Exemple',
  category: 'Exemple',
  variant: 'M',
  price: '12.50',
  quantity: 1,
  url: 'https://example.org/',
  image_url: 'https://example.org/',
};
