import type { Template } from '../../../src/api/contract.ts';
import { itemsOf, useWhole } from './client.ts';

export type NamedTemplate = Pick<Template, 'key' | 'name' | 'channel' | 'class' | 'publishedVersion'>;

/** Messages that are not put away, by key: for other rooms that choose one. */
export function useTemplateNames(): ReadonlyMap<string, NamedTemplate> {
  const list = useWhole<Template>('/api/templates');
  return new Map(
    itemsOf(list)
      .filter(({ archivedAt }) => archivedAt === null)
      .map((template) => [template.key, template]),
  );
}
