import type { Applier } from '../store/index.ts';
import type { Who } from './identity.ts';
import { assertTraits } from './persons.ts';
import { sayable, shopIdTrait, type Traits } from './traits.ts';

/** Traits that a fact says: the latest occurrence of each wins, null takes one away. */
export const applyIdentify: Applier = async (bite, entries) => {
  const said = entries.flatMap(({ personId, occurredAt, body }) => {
    const { traits } = body as { traits?: Traits };
    return personId && traits
      ? [{ personId, assertion: { traits: sayable(traits), at: occurredAt.toISOString() } }]
      : [];
  });
  await assertTraits(bite, said);
  return { touched: [...new Set(entries.flatMap(({ personId }) => personId ?? []))], events: [], lists: [] };
};

/**
 * An alias: the people were joined when they were looked up; here the shop id that it names becomes the person's, in
 * place of the previous one.
 */
export const applyAlias: Applier = async (bite, entries) => {
  const said = entries.flatMap(({ personId, occurredAt, body }) => {
    const shopId = (body as { who?: Who }).who?.externalId;
    if (!personId || !shopId) return [];
    return [{ personId, assertion: { traits: { [shopIdTrait]: shopId }, at: occurredAt.toISOString() } }];
  });
  await assertTraits(bite, said);
  return { touched: [...new Set(entries.flatMap(({ personId }) => personId ?? []))], events: [], lists: [] };
};
