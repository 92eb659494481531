import { z } from 'zod';
import { checkTest, pathSchema, sayPath, sayTest, testSchemas, testSql } from '../field-test.ts';
import { jsonPath } from '../value.ts';
import type { Condition } from './condition.ts';

const allowed = { timed: true, items: true };

/** A trait of the person, lists of objects (children) included. Days begin in the person's own time zone. */
export const trait: Condition = {
  key: 'trait',
  schema: () => z.union(testSchemas({ trait: pathSchema }, allowed) as [z.ZodType, z.ZodType]),
  check: (node, place) => {
    if (place.at('trait').holds(pathSchema, node.trait)) checkTest(node, place, ['trait'], allowed);
  },
  compile: (node, scene) => testSql(node, jsonPath('s.traits', node.trait, scene.builder), scene),
  say: (node, language) => `${sayPath(node.trait, language)} ${sayTest(node, language)}`,
};
