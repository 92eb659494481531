/** A shop, a reader and a way to publish, for the tests of this room. */
import assert from 'node:assert/strict';
import { linksFor } from './links.ts';
import { type PublishInput, publishTemplate } from './publish.ts';
import { type Rendered, render, type Skipped } from './render.ts';
import type { MessageValues, Reader, Surrounding } from './scope.ts';
import type { CompiledTemplate, MessageClass, TemplateSource } from './template.ts';

export const now = new Date('2026-03-28T23:30:00Z');
export const shop = {
  name: 'L’Atelier',
  postalAddress: '12 rue du Chapitre\n35000 Rennes',
  currency: 'EUR',
  locale: 'fr',
};
export const sender = { name: 'Claire', address: 'claire@atelier.example' };
export const links = linksFor('https://atelier.example', 'secret', { p: 'p1' });
export const values: MessageValues = { shop, sender };
export const reader = (traits: Record<string, unknown> = {}, more: Partial<Reader> = {}): Reader => ({
  id: 'p1',
  email: 'marie@exemple.fr',
  traits,
  ...more,
});
export const around = (person: Reader = reader(), more: Partial<Surrounding> = {}): Surrounding => ({
  person,
  links,
  now,
  ...more,
});

export const input = (source: Partial<TemplateSource>, kind: MessageClass = 'transactional'): PublishInput => ({
  channel: 'email',
  class: kind,
  source: { format: 'html', subject: 'Bonjour', body: '<p>Bonjour</p>', ...source },
  shop,
  sender,
  now,
});

/** Publishes and insists that it worked. */
export async function published(
  source: Partial<TemplateSource>,
  more: Partial<PublishInput> = {},
): Promise<CompiledTemplate> {
  const { compiled, checks } = await publishTemplate({ ...input(source), ...more });
  assert.ok(compiled, JSON.stringify(checks));
  return compiled;
}

export function ok(result: Rendered | Skipped): Rendered {
  assert.ok(!('skip' in result), JSON.stringify(result));
  return result;
}

export function skipped(result: Rendered | Skipped): Skipped {
  assert.ok('skip' in result, JSON.stringify(result));
  return result;
}

/** Publishes one body for a transactional message and renders it for one reader. */
export async function say(source: Partial<TemplateSource>, person?: Reader, more: Partial<MessageValues> = {}) {
  const compiled = await published(source);
  return render(compiled, { ...values, ...more }, around(person));
}
