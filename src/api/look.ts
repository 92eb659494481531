/** A draft as it is being written, read by one person: what its editor shows beside it. */
import type { z } from 'zod';
import {
  type At,
  addressesIn,
  choose,
  exampleOf,
  linksFor,
  type MessageValues,
  publishTemplate,
  type Rendered,
  render,
  type Skipped,
  sourceAt,
  type TemplateSource,
} from '../messages/index.ts';
import { segmentsAmong } from '../segments/index.ts';
import type { lookRequest } from './contract/templates.ts';
import type { ApiDeps } from './deps.ts';
import { publishContext } from './publish-context.ts';
import { readerOf } from './reader.ts';

/** What links of a preview start with where no public address is set; they lead nowhere. */
export const NOWHERE = 'https://preview.invalid';

/** Checks of one content, and the message that the person would have of it; what its occasion would tell is made up. */
export async function lookAt(deps: ApiDeps, asked: z.output<typeof lookRequest>) {
  const { store } = deps;
  const { channel, class: kind, draft, personId, values = {} } = asked;
  const { segments: _, ...context } = await publishContext(deps, channel);
  const reader = personId === undefined ? null : await readerOf(store, personId);
  const at = asked.at ?? (await placeOf(deps, draft, reader, context.shop.locale));
  const input = { ...context, channel, class: kind, source: sourceAt(draft, at) };
  const { compiled, checks } = await publishTemplate(input);
  if (!compiled) return { at, checks, publishable: false, message: null, skip: null, addresses: [] };
  const example = exampleOf(input, compiled.variables);
  const base = deps.config.publicUrl ?? NOWHERE;
  const links = { ...example.around.links, ...linksFor(base, 'preview', { preview: 1 }) };
  const { company, ...occasion } = example.values;
  const given: MessageValues = { ...occasion, ...values, shop: occasion.shop, sender: occasion.sender };
  const theirs = reader ? reader.company : company;
  if (theirs) given.company = theirs;
  const made = await render(compiled, given, {
    person: reader?.person ?? example.around.person,
    links,
    now: context.now,
  });
  return { at, checks, publishable: true, ...told(made, base) };
}

/** Links that act for the person are ours and always lead somewhere: they are not asked about. */
function told(made: Rendered | Skipped, base: string) {
  if ('skip' in made) return { message: null, skip: made, addresses: [] };
  const ours = `${base.replace(/\/+$/, '')}/l/`;
  const addresses = addressesIn(made.html ?? '').filter((address) => !address.startsWith(ours));
  return { message: made, skip: null, addresses };
}

async function placeOf(
  { store }: ApiDeps,
  draft: TemplateSource,
  reader: Awaited<ReturnType<typeof readerOf>> | null,
  shopLocale: string | undefined,
): Promise<At> {
  if (!reader) return {};
  const asked = (draft.variants ?? []).map(({ segment }) => segment);
  const segments = await segmentsAmong(store.pool, reader.home, asked);
  return choose(draft, { locale: reader.person.locale, shopLocale, segments });
}
