import { z } from 'zod';
import { formDefinition } from '../../pages/index.ts';
import { json, listOf, moment, name, seen } from './parts.ts';

export const form = z.object({
  id: z.number(),
  key: z.string(),
  name: z.string(),
  draft: json,
  publishedVersion: z.number().nullable(),
  archivedAt: moment.nullable(),
  updatedAt: moment,
  revision: z.number(),
  changedBy: z.string().nullable(),
});
export const forms = listOf(form);
/** The key stands in the path. */
export const formChange = z.strictObject({ name: name.min(1), draft: formDefinition, revision: seen });
export const formPublished = z.object({ version: z.number() });

const figures = z.object({ version: z.number(), shown: z.number(), asked: z.number(), confirmed: z.number() });
export const formResults = z.object({
  since: moment,
  versions: z.array(figures),
  total: figures.omit({ version: true }),
});
export const resultsQuery = z.strictObject({
  since: z.coerce.date().optional().describe('days from then on; 90 days back without it'),
});
/** A draft as people would see it. */
export const formPreviewAsked = z.strictObject({ draft: formDefinition, language: z.enum(['fr', 'en']).default('fr') });
export const formPreviewed = z.object({ html: z.string() });
/** How a form gets onto a page of the shop. */
export const formSnippets = z.object({
  url: z.string().describe('the form as a page of its own'),
  script: z.string().describe('one line of script, which sets an iframe as high as the form'),
  iframe: z.string().describe('for sites that let no script in'),
  html: z.string().describe('a plain form in the look of the shop’s own page'),
});
