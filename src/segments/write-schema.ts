/** Writes `rule.schema.json`; to be run after a change of the rule language. */
import { writeFileSync } from 'node:fs';
import { ruleJsonSchema } from './rule.ts';

writeFileSync(new URL('rule.schema.json', import.meta.url), `${JSON.stringify(ruleJsonSchema(), null, 2)}\n`);
