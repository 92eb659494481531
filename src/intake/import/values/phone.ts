import { normalisePhone } from '../../../channels/index.ts';
import { fault } from '../faults.ts';
import { cut, type Parsed } from './decimal.ts';

/** Reads a number into E.164 (`+33612345678`), national ones as dialled in `region`. Shopify's apostrophe is dropped. */
export function readPhone(text: string, region: string): Parsed<string> {
  const read = normalisePhone(text.trim(), region);
  return read.ok ? { value: read.address } : { reason: fault('not_phone', { cell: cut(text) }) };
}
