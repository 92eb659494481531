import { z } from 'zod';
import { checkWhere, type Path, pathSchema, sayPath, sayProperty, testSql, whereSchema } from '../field-test.ts';
import { sayEvent } from '../names.ts';
import type { Language, Scene } from '../operators/index.ts';
import type { Place } from '../place.ts';
import type { Builder, Fragment } from '../statement.ts';
import { jsonPath, jsonValue, pathOf, pathQuery } from '../value.ts';
import * as behaviour from './behaviour.ts';
import type { Condition, Node } from './condition.ts';
import { orderOfEvent, ordersOf } from './orders.ts';
import { nameSchema } from './preference.ts';

/** Properties carry no person's calendar: their days are days in UTC, and nothing in a `where` changes with time. */
export const whereAllowed = { timed: false, items: true };

const TYPES = ['track', 'page', 'screen'] as const;
const typeSchema = z.enum(TYPES, { error: `it must be one of ${TYPES.join(', ')}` });
const FIGURES = ['sum', 'avg', 'min', 'max'] as const;
type Figure = (typeof FIGURES)[number];
const MEASURES = ['count', ...FIGURES, 'first', 'last'];

function check(node: Node, place: Place): void {
  if (orderOfEvent(node)) {
    ordersOf.check(node, place);
    return;
  }
  if (!place.fields(node, ['event'], ['type', 'where', 'within', 'between', ...MEASURES])) return;
  place.at('event').holds(nameSchema, node.event);
  if (node.type !== undefined) place.at('type').holds(typeSchema, node.type);
  if (node.where !== undefined) checkWhere(node.where, place.at('where'), whereAllowed);
  behaviour.checkMeasures(node, place, MEASURES);
  for (const figure of FIGURES) {
    if (node[figure] === undefined) continue;
    const given: Node = node[figure];
    if (behaviour.checkBounds(given, place.at(figure), ['of'])) place.at(figure).at('of').holds(pathSchema, given.of);
  }
}

function compile(node: Node, scene: Scene): Fragment {
  if (orderOfEvent(node)) return ordersOf.compile(node, scene);
  const { builder } = scene;
  const facts = factsOf(node, scene);
  if (node.first) return behaviour.onceSql('first', node.first, facts, scene.asOf, builder);
  if (node.last) return behaviour.onceSql('last', node.last, facts, scene.asOf, builder);
  const figure = FIGURES.find((name) => node[name] !== undefined);
  if (!figure) return behaviour.timesSql(node.count ?? { at_least: 1 }, facts, node, builder);
  const { number, from } = measured(node[figure].of, builder);
  const empty = figure === 'sum' ? '0' : null;
  return behaviour.figureSql(
    (seen) => `${figure}(${number})${seen}`,
    empty,
    node[figure],
    { ...facts, from },
    node,
    builder,
  );
}

/** The number that is added up; a path through lists gives each of its elements. */
function measured(path: Path, builder: Builder): { number: string; from: string } {
  const parts = pathOf(path);
  if (parts.length === 1)
    return { number: jsonValue(`(e.properties -> ${builder.value(parts[0], 'text')})`).number, from: '' };
  const from = ` cross join lateral ${pathQuery('e.properties', parts, builder)} as found(v)`;
  return { number: jsonValue('found.v').number, from };
}

function factsOf(node: Node, { builder, asOf }: Scene): behaviour.Facts {
  const scene = { builder, asOf, zone: "'UTC'" };
  const tests = (node.where ?? []).map(
    (test: Node) => testSql(test, jsonPath('e.properties', test.property, builder), scene).member,
  );
  const type = node.type ? [`e.type = ${builder.value(node.type, 'text')}`] : [];
  const where = [`e.name = ${builder.value(node.event, 'text')}`, ...type, ...tests.map((test: string) => `(${test})`)];
  return { table: 'event', alias: 'e', from: '', where };
}

function say(node: Node, language: Language): string {
  const fr = language === 'fr';
  const called = sayEvent(node.event, language);
  const name = fr ? `« ${called} »` : `“${called}”`;
  const where = (node.where ?? []).map((test: Node) => sayProperty(test, language)).join(fr ? ' et ' : ' and ');
  const facts = `${name}${where === '' ? '' : fr ? ` où ${where}` : ` where ${where}`}`;
  const did = fr ? `a fait ${facts}` : `did ${facts}`;
  const once = node.first ? 'first' : node.last ? 'last' : null;
  if (once) return `${did} ${behaviour.sayOnce(once, node[once], language)}`;
  const window = behaviour.sayWindow(node, language);
  const figure = FIGURES.find((key) => node[key] !== undefined);
  if (figure)
    return `${sayFigure(figure, language)} ${sayPath(node[figure].of, language)} (${facts})${window}${fr ? ' : ' : ': '}${behaviour.sayBounds(node[figure], language)}`;
  if (node.count === 'never') return fr ? `n’a jamais fait ${facts}${window}` : `never did ${facts}${window}`;
  const times = node.count ? ` ${behaviour.sayBounds(node.count, language)} ${fr ? 'fois' : 'times'}` : '';
  return `${did}${times}${window}`;
}

function sayFigure(figure: Figure, language: Language): string {
  const words = {
    sum: { fr: 'la somme de', en: 'the sum of' },
    avg: { fr: 'la moyenne de', en: 'the average of' },
    min: { fr: 'le minimum de', en: 'the minimum of' },
    max: { fr: 'le maximum de', en: 'the maximum of' },
  };
  return words[figure][language];
}

const figureSchema = z.strictObject({ of: pathSchema, ...behaviour.boundsShape }).optional();

/** What the person did: so many times, summed up, first or last, never; in a window or ever. */
export const event: Condition = {
  key: 'event',
  schema: () =>
    z.strictObject({
      event: nameSchema,
      type: typeSchema.optional(),
      where: whereSchema(whereAllowed).optional(),
      count: behaviour.timesSchema.optional(),
      sum: figureSchema,
      avg: figureSchema,
      min: figureSchema,
      max: figureSchema,
      first: behaviour.onceSchema.optional(),
      last: behaviour.onceSchema.optional(),
      ...behaviour.windowShape,
    }),
  check,
  compile,
  say,
  events: (node) => [node.event],
};
