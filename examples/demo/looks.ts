/**
 * The looks of the shop's mails. MJML would keep them in its head, by name; the blocks of the visual editor are drawn one by one and do not
 * see the head, so every element says its own.
 */
import { readFileSync } from 'node:fs';

type Attributes = Record<string, string>;
type Looks = { elements: Record<string, Attributes>; classes: Record<string, Attributes> };

const looks: Looks = JSON.parse(readFileSync(new URL('mails/looks.json', import.meta.url), 'utf8'));

/** Writes what `mj-class` names, and what an element is like anyway, into each element; what it says itself goes before both. */
export function dressed(mjml: string): string {
  return mjml.replace(
    /<(mj-[\w-]+)((?:\s+[\w-]+="[^"]*")*)\s*(\/?)>/g,
    (_, name: string, said: string, end: string) => {
      const { 'mj-class': worn = '', ...own } = Object.fromEntries(
        [...said.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]),
      );
      const all = { ...looks.elements[name], ...looks.classes[worn], ...own };
      const written = Object.entries(all).map(([key, value]) => ` ${key}="${value}"`);
      return `<${name}${written.join('')}${end && ' /'}>`;
    },
  );
}
