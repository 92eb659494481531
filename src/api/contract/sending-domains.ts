import { z } from 'zod';
import { listOf, moment } from './parts.ts';

const record = z.object({
  state: z.enum(['ok', 'missing', 'wrong', 'unknown']),
  name: z.string(),
  found: z.array(z.string()),
  todo: z.object({ fr: z.string(), en: z.string() }).describe('empty where nothing is to be done'),
});

/** A domain that mail is signed for, the record to publish, and what the DNS said when it was last asked. */
export const sendingDomain = z.object({
  domain: z.string(),
  selector: z.string(),
  madeAt: moment,
  record: z
    .object({ name: z.string(), type: z.literal('TXT'), value: z.string() })
    .describe('to be published in the DNS'),
  checked: z.object({ spf: record, dkim: record, dmarc: record }).nullable(),
  checkedAt: moment.nullable(),
});
export const sendingDomains = listOf(sendingDomain);
