/**
 * One message has one content, or several: a language of its own for some readers, other words for the members of a segment.
 * The content that stands in the template itself is what everybody else reads. Pure.
 */
import type { CompiledContent, CompiledTemplate, TemplateContent, TemplateSource } from './template.ts';

/** Which content: of a segment's members, in a language; without either the template's own. */
export type At = { segment?: string; language?: string };

/** What a content is chosen by: the reader's language, then the shop's; and the segments of the reader that were asked about. */
export type ReadBy = { locale?: string; shopLocale?: string; segments?: readonly string[] };

type Branch<Content> = Content & { languages?: Record<string, Content> };
type Tree<Content> = Branch<Content> & { language?: string; variants?: (Branch<Content> & { segment: string })[] };

/** `fr-FR` → `fr`. */
export const languageCode = (locale: string | undefined): string | undefined =>
  locale?.split(/[-_]/)[0]?.toLowerCase() || undefined;

/** Whether there is anything to choose. */
export const hasContents = ({ languages, variants }: Pick<Tree<object>, 'languages' | 'variants'>): boolean =>
  languages !== undefined || (variants !== undefined && variants.length > 0);

/** The first variant whose segment the reader is in, and of its languages the reader's, else the shop's, else its own. */
export function choose<Content extends object>(tree: Tree<Content>, by: ReadBy): At {
  const variant = tree.variants?.find(({ segment }) => by.segments?.includes(segment));
  const own = tree.language ?? languageCode(by.shopLocale);
  const names = Object.keys((variant ?? tree).languages ?? {});
  const wanted = [languageCode(by.locale), languageCode(by.shopLocale)];
  const language = wanted.find((name) => name !== undefined && (name === own || names.includes(name)));
  return {
    ...(variant && { segment: variant.segment }),
    ...(language !== undefined && language !== own && { language }),
  };
}

/** The content at a place, or the nearest one that is there. */
function branchAt<Content extends object>(tree: Tree<Content>, { segment, language }: At): Content {
  const branch = tree.variants?.find((one) => segment !== undefined && one.segment === segment) ?? tree;
  const { [language ?? '']: own } = branch.languages ?? {};
  return own ?? branch;
}

const CONTENT = ['subject', 'preheader', 'body', 'text'] as const satisfies readonly (keyof TemplateContent)[];

/** Every content of a draft with its place, each as a source of its own; the template's own comes first. */
export function contentsOf(source: TemplateSource): { at: At; source: TemplateSource }[] {
  const places: At[] = [{}, ...Object.keys(source.languages ?? {}).map((language) => ({ language }))];
  for (const { segment, languages } of source.variants ?? []) {
    places.push({ segment }, ...Object.keys(languages ?? {}).map((language) => ({ segment, language })));
  }
  return places.map((at) => ({ at, source: sourceAt(source, at) }));
}

/** The draft as it is read at one place. */
export function sourceAt(source: TemplateSource, at: At): TemplateSource {
  const { languages: _, variants: __, subject: ___, preheader: ____, text: _____, ...rest } = source;
  const content = branchAt<TemplateContent>(source, at);
  const own = Object.fromEntries(
    CONTENT.flatMap((name) => (content[name] === undefined ? [] : [[name, content[name]]])),
  );
  return {
    ...rest,
    ...(own as TemplateContent),
    ...(at.language !== undefined && { language: at.language }),
  };
}

/** The published template as one reader has it. What has a single content is itself. */
export function compiledFor(template: CompiledTemplate, by: ReadBy): CompiledTemplate {
  if (!hasContents(template)) return template;
  const at = choose<CompiledContent>(template, by);
  const { languages: _, variants: __, subject: ___, html: ____, text: _____, mjml: ______, ...rest } = template;
  const content = branchAt<CompiledContent>(template, at);
  const own = {
    subject: content.subject,
    html: content.html,
    text: content.text,
    mjml: content.mjml,
    slow: content.slow,
    slowReason: content.slowReason,
  };
  const language = at.language ?? template.language ?? languageCode(by.shopLocale);
  return { ...rest, ...given(own), slow: content.slow, ...(language !== undefined && { language }) };
}

const given = <T extends object>(record: T): Partial<T> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<T>;
