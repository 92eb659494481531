/** From a draft to its published version: every content compiled and checked, then put together. */
import type { Check } from './check.ts';
import type { CheckInput } from './checks.ts';
import { type CompiledWithChecks, type ContentInput, compileContent } from './content.ts';
import { type At, contentsOf, hasContents, languageCode } from './contents.ts';
import type { CompiledContent, CompiledTemplate, TemplateSource } from './template.ts';

export type { Sample } from './content.ts';

export type PublishInput = Omit<ContentInput, 'linkPrefix'> & {
  /** Keys of the segments that there are; without them nobody asks whether those of variants exist. */
  segments?: ReadonlySet<string>;
};

/** `compiled` is null when a check blocks. */
export type Publication = CompiledWithChecks;

export async function publishTemplate({ segments, ...input }: PublishInput): Promise<Publication> {
  if (!hasContents(input.source)) {
    const made = await compileContent(input);
    return { ...made, compiled: made.compiled && withLanguage(made.compiled, input.source.language) };
  }
  const made: { at: At; publication: CompiledWithChecks }[] = [];
  // One after the other: each takes the processor for a moment, and a server has others to answer.
  for (const { at, source } of contentsOf(input.source)) {
    made.push({ at, publication: await compileContent({ ...input, source, linkPrefix: prefixOf(input.source, at) }) });
  }
  const checks = [...placed(made), ...variantChecks(input.source, segments)];
  if (checks.some(({ level }) => level === 'block')) return { compiled: null, checks };
  const found = made.map(({ at, publication }) => ({ at, compiled: publication.compiled! }));
  return { compiled: together(input, found), checks };
}

/** Faults of one content with its place; what holds for all of them is told once. */
function placed(made: readonly { at: At; publication: CompiledWithChecks }[]): Check[] {
  const told = new Set<string>();
  return made.flatMap(({ at, publication }) =>
    publication.checks
      .filter(({ code, sentence }) => {
        const known = told.has(`${code} ${sentence}`);
        told.add(`${code} ${sentence}`);
        return !known;
      })
      .map((check) => ({ ...check, ...at })),
  );
}

function variantChecks({ languages = {}, variants = [] }: TemplateSource, known?: ReadonlySet<string>): Check[] {
  return variants.flatMap(({ segment, languages: own = {} }): Check[] => {
    const lacking = Object.keys(languages).filter((language) => own[language] === undefined);
    return [
      ...(known && !known.has(segment)
        ? [
            {
              code: 'SEGMENT_UNKNOWN',
              level: 'block' as const,
              sentence: `There is no segment “${segment}” any more. Take its content away, or choose another segment.`,
              segment,
            },
          ]
        : []),
      ...lacking.map((language) => ({
        code: 'LANGUAGE_MISSING',
        level: 'warn' as const,
        sentence: `The content for “${segment}” does not exist in “${language}”: its members read the one in the first language.`,
        segment,
        language,
      })),
    ];
  });
}

/** Links of the template's own content keep the names that they have always had. */
function prefixOf(source: TemplateSource, { segment, language }: At): string {
  const variant = (source.variants ?? []).findIndex((one) => one.segment === segment);
  return [...(variant < 0 ? [] : [`v${variant + 1}`]), ...(language ? [language] : [])]
    .map((part) => `${part}.`)
    .join('');
}

function together(input: CheckInput, found: readonly { at: At; compiled: CompiledTemplate }[]): CompiledTemplate {
  const { source, shop } = input;
  const contentAt = (segment?: string, language?: string): CompiledContent | undefined => {
    const one = found.find(({ at }) => at.segment === segment && at.language === language)?.compiled;
    return one && contentOf(one);
  };
  const languagesOf = (branch: { languages?: TemplateSource['languages'] }, segment?: string) =>
    branch.languages === undefined
      ? {}
      : {
          languages: Object.fromEntries(
            Object.keys(branch.languages).map((language) => [language, contentAt(segment, language)!]),
          ),
        };
  const [own] = found;
  const links = found.flatMap(({ compiled }) => compiled.links ?? []);
  return {
    ...withLanguage(own!.compiled, source.language ?? languageCode(shop.locale)),
    variables: [...new Set(found.flatMap(({ compiled }) => compiled.variables))].sort(),
    ...(links.length > 0 && { links }),
    ...languagesOf(source),
    ...(source.variants !== undefined && {
      variants: source.variants.map((variant) => ({
        segment: variant.segment,
        ...contentAt(variant.segment)!,
        ...languagesOf(variant, variant.segment),
      })),
    }),
  };
}

const withLanguage = (compiled: CompiledTemplate, language: string | undefined): CompiledTemplate =>
  language === undefined ? compiled : { ...compiled, language };

function contentOf({ subject, html, text, slow, slowReason, mjml }: CompiledTemplate): CompiledContent {
  const content = { subject, html, text, slow, slowReason, mjml };
  return Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== undefined),
  ) as unknown as CompiledContent;
}
