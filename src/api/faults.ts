/** What a schema found wrong with a request, field by field, in the words of both languages. */
import type { FastifyError } from 'fastify';
import { z } from 'zod';

/** Faults told at once: a body of ten thousand wrong fields must not come back as ten thousand sentences. */
const MOST_FAULTS = 20;

/** Longest reason of one fault: a schema repeats what it was given. */
const LONGEST_REASON = 200;

type Fault = { field: string; sentence: string; says: { fr: string; en: string } };
type Found = NonNullable<FastifyError['validation']>[number];

const standard = { fr: z.locales.fr().localeError, en: z.locales.en().localeError };

const PLACES: Record<string, { fr: string; en: string }> = {
  querystring: { fr: 'dans l’adresse, ', en: 'in the address, ' },
  params: { fr: 'dans le chemin, ', en: 'in the path, ' },
  headers: { fr: 'dans les en-têtes, ', en: 'in the headers, ' },
};

export function foundFaults({ validation = [], validationContext }: FastifyError): {
  found: Fault[];
  more: number;
} {
  const place = PLACES[validationContext ?? ''] ?? { fr: '', en: '' };
  const found = validation.slice(0, MOST_FAULTS).map((fault) => {
    const field = fault.instancePath.replace(/^\//, '').replaceAll('/', '.');
    const reason = reasonOf(fault);
    const en = field === '' ? `${place.en || 'the body '}${reason.en}` : `${place.en}“${field}”: ${reason.en}`;
    const fr = field === '' ? `${place.fr || 'l’ensemble : '}${reason.fr}` : `${place.fr}« ${field} » : ${reason.fr}`;
    return { field, sentence: en, says: { fr, en } };
  });
  return { found, more: validation.length - found.length };
}

/** What was written for a schema is said as it stands; what zod says by itself it says in both languages. */
function reasonOf({ keyword, params, message = 'is wrong' }: Found): { fr: string; en: string } {
  const issue = { code: keyword, ...params } as never;
  const text = (said: unknown) =>
    typeof said === 'string' ? said : ((said as { message?: string })?.message ?? message);
  const own = text(standard.en(issue)) !== message;
  // What was sent is not repeated to us, so that zod takes it for nothing at all.
  const fr = own
    ? message
    : text(standard.fr(issue))
        .replace(/, indéfini reçu$/, '')
        .replace(/^Entrée invalide : /, '');
  return { fr: fr.slice(0, LONGEST_REASON), en: message.replace(/^Invalid input: /, '').slice(0, LONGEST_REASON) };
}
