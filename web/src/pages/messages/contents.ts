/** The contents of a draft: its own, other languages, other words for the members of segments. */
import type { Source } from '../../queries/templates.ts';

export type At = { segment?: string; language?: string };
export type Content = Pick<Source, 'subject' | 'preheader' | 'body' | 'text'>;
type Variant = NonNullable<Source['variants']>[number];

const only = ({ subject, preheader, body, text }: Content): Content => ({
  ...(subject !== undefined && { subject }),
  ...(preheader !== undefined && { preheader }),
  body,
  ...(text !== undefined && { text }),
});

const branchOf = (source: Source, segment: string | undefined): Source | Variant =>
  source.variants?.find((one) => segment !== undefined && one.segment === segment) ?? source;

/** The content at a place; the nearest where it is not there any more. */
export function contentAt(source: Source, { segment, language }: At): Content {
  const branch = branchOf(source, segment);
  return only(branch.languages?.[language ?? ''] ?? branch);
}

/** The draft with another content at a place. */
export function withContent(source: Source, { segment, language }: At, content: Content): Source {
  const put = <Branch extends Source | Variant>(branch: Branch): Branch =>
    language === undefined
      ? { ...without(branch), ...only(content) }
      : { ...branch, languages: { ...branch.languages, [language]: only(content) } };
  if (segment === undefined) return put(source);
  return { ...source, variants: source.variants?.map((one) => (one.segment === segment ? put(one) : one)) };
}

/** Optional fields of a content that are taken away must not stay from before. */
function without<Branch extends Source | Variant>(branch: Branch): Branch {
  const { subject: _, preheader: __, text: ___, ...rest } = branch;
  return rest as Branch;
}

/** Languages beside the draft's own. */
export const languagesOf = (source: Source, segment?: string): string[] =>
  Object.keys(branchOf(source, segment).languages ?? {});

/** Another language begins with a copy of the first: translating is easier than starting again. In each variant as well. */
export function withLanguage(source: Source, language: string): Source {
  const add = <Branch extends Source | Variant>(branch: Branch): Branch => ({
    ...branch,
    languages: { ...branch.languages, [language]: branch.languages?.[language] ?? only(branch) },
  });
  return { ...add(source), ...(source.variants && { variants: source.variants.map(add) }) };
}

export function withoutLanguage(source: Source, language: string): Source {
  const drop = <Branch extends Source | Variant>(branch: Branch): Branch => {
    const { [language]: _, ...rest } = branch.languages ?? {};
    const { languages: __, ...own } = branch;
    return (Object.keys(rest).length === 0 ? own : { ...own, languages: rest }) as Branch;
  };
  return { ...drop(source), ...(source.variants && { variants: source.variants.map(drop) }) };
}

/** A segment's content begins with a copy of everybody's, in all languages. */
export function withVariant(source: Source, segment: string): Source {
  const variant: Variant = { segment, ...only(source), ...(source.languages && { languages: source.languages }) };
  return { ...source, variants: [...(source.variants ?? []), variant] };
}

export function withoutVariant(source: Source, segment: string): Source {
  const rest = (source.variants ?? []).filter((one) => one.segment !== segment);
  const { variants: _, ...own } = source;
  return rest.length === 0 ? own : { ...own, variants: rest };
}

/** The first segment that somebody is in is theirs: order decides. */
export function moveVariant(source: Source, segment: string, by: -1 | 1): Source {
  const variants = [...(source.variants ?? [])];
  const from = variants.findIndex((one) => one.segment === segment);
  const to = from + by;
  if (from < 0 || to < 0 || to >= variants.length) return source;
  [variants[from], variants[to]] = [variants[to]!, variants[from]!];
  return { ...source, variants };
}
