import { z } from 'zod';
import { allOf, negation } from '../field-test.ts';
import { MOST_CONDITIONS } from '../limits.ts';
import { sayList } from '../say.ts';
import { earliest, type Fragment } from '../statement.ts';
import type { Condition, Node } from './condition.ts';

const anyOfThem = (fragments: readonly Fragment[]): Fragment => ({
  member: `(${fragments.map(({ member }) => `(${member})`).join(' or ')})`,
  recheck: earliest(fragments.map(({ recheck }) => recheck)),
});

function group(key: 'all' | 'any' | 'none', join: (fragments: readonly Fragment[]) => Fragment): Condition {
  const word = { all: { fr: 'et', en: 'and' }, any: { fr: 'ou', en: 'or' }, none: { fr: 'ou', en: 'or' } }[key];
  return {
    key,
    schema: (rule) => z.strictObject({ [key]: z.array(rule).min(1).max(MOST_CONDITIONS) }),
    check: (node, place, inner) => {
      if (!place.fields(node, [key])) return;
      const rules: unknown = node[key];
      const here = place.at(key);
      if (!Array.isArray(rules) || rules.length === 0) {
        here.fault('it must be a list of at least one condition');
        return;
      }
      for (const [i, rule] of rules.slice(0, MOST_CONDITIONS + 1).entries()) inner.check(rule, here.deeper(i));
    },
    compile: (node, scene, inner) => join(node[key].map((rule: Node) => inner.compile(rule, scene))),
    say: (node, language, inner) => {
      const said = sayList(
        node[key].map((rule: Node) => inner.say(rule, language)),
        word[language],
      );
      const many = node[key].length > 1;
      if (key === 'none') return language === 'fr' ? `aucune de ces conditions : ${said}` : `none of these: ${said}`;
      return many ? `(${said})` : said;
    },
    children: (node) => node[key],
  };
}

/** Nested groups. Null is false: `none` turns around what is known to hold. */
export const groups: Condition[] = [
  group('all', allOf),
  group('any', anyOfThem),
  group('none', (fragments) => negation(anyOfThem(fragments))),
];
