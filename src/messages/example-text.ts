/**
 * What the editor's starting points, blocks and fields begin with until somebody writes something better; whoever reads it in a mail of the
 * shop would smile. The editor of the web writes these words, and a test holds the two together.
 */
import type { TemplateSource } from './template.ts';

/** An element that holds nothing else. */
const ALONE = />\s*(Votre titre|Votre texte\.?|Your title|Your text\.?)\s*</g;
const WORDS = [
  'Le titre de votre première nouvelle',
  'dites ici en deux ou trois phrases',
  'Une deuxième nouvelle',
  'Une troisième nouvelle',
  'Quelques mots, et un lien vers la page qui en dit plus',
  'MERCI15',
  ' : votre texte.',
  'à remplacer',
  'The title of your first story',
  'say here in two or three sentences',
  'A second story',
  'A third story',
  'A few words, and a link to the page that says more',
  'THANKS15',
  ': your text.',
  'to replace',
];
/** Words that a shop may use itself are ours only as the value of what is missing. */
const AS_DEFAULT = new Set(['à remplacer', 'to replace']);
/** Where buttons lead while the shop has not said where its site is. */
const NOWHERE = 'https://example.org';

/** The words that were left as the editor wrote them, in their order. */
export function exampleTexts(
  { subject = '', preheader = '', body }: TemplateSource,
  shopUrl: string | undefined,
): string[] {
  const all = [subject, preheader, body].join('\n');
  const isLeft = (words: string) =>
    AS_DEFAULT.has(words) ? new RegExp(`default:\\s*(?:["']|&quot;)${words}`).test(all) : all.includes(words);
  return [
    ...new Set([...all.matchAll(ALONE)].map(([, words]) => words!)),
    ...WORDS.filter(isLeft).map((words) => words.replace(/^[ :]+|\.$/g, '')),
    ...(!shopUrl && all.includes(NOWHERE) ? [NOWHERE] : []),
  ];
}
