/** Writes `scenario.schema.json`; to be run after a change of the definition's shape. */
import { writeFileSync } from 'node:fs';
import { definitionSchema } from './definition.ts';

writeFileSync(new URL('scenario.schema.json', import.meta.url), `${JSON.stringify(definitionSchema(), null, 2)}\n`);
