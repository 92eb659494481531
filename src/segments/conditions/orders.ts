import { z } from 'zod';
import { allOf, checkTest, type PropertyTest, sayProperty, testSchemas, testSql } from '../field-test.ts';
import type { Language, Scene } from '../operators/index.ts';
import { nearest, type Place, textFor } from '../place.ts';
import type { Builder, Fragment } from '../statement.ts';
import { isObject } from '../value.ts';
import * as behaviour from './behaviour.ts';
import type { Condition, Node } from './condition.ts';
import { byLevel, linesOf, orderFieldOf, orderFields } from './order-fields.ts';

/** The event that every shop sends for a sale; asked for by this name, it is answered from the orders, by whichever door they came. */
export const ORDER_EVENT = 'Order Completed';
export const orderOfEvent = (node: Node): boolean => node.event === ORDER_EVENT;

const FIGURES = ['amount', 'units', 'average'] as const;
const MEASURES = ['count', ...FIGURES, 'first', 'last'];

function checkBody(body: Node, place: Place): void {
  if (!place.fields(body, [], ['where', 'within', 'between', ...MEASURES])) return;
  if (body.where !== undefined) checkOrderWhere(body.where, place.at('where'));
  behaviour.checkMeasures(body, place, MEASURES);
  for (const figure of FIGURES) {
    if (body[figure] !== undefined) behaviour.checkBounds(body[figure], place.at(figure));
  }
}

function checkOrderWhere(where: unknown, place: Place): void {
  if (!Array.isArray(where) || where.length === 0) {
    place.fault('it must be a list of at least one test');
    return;
  }
  for (const [i, test] of where.entries()) {
    const here = place.at(i);
    if (!here.enter()) return;
    const property = (test as PropertyTest | null)?.property;
    const field = typeof property === 'string' || Array.isArray(property) ? orderFieldOf(property) : undefined;
    if (field) checkTest(test, here, ['property'], { sort: orderFields[field]!.sort, timed: false, items: false });
    else {
      const names = nearest(property, Object.keys(orderFields));
      here.at('property').fault(`orders have no field ${JSON.stringify(property)}; did you mean ${names.join(', ')}?`);
    }
  }
}

function compileBody(body: Node, scene: Scene): Fragment {
  const { builder } = scene;
  const { order, line } = byLevel(body.where ?? []);
  const facts = ordersFacts(order, scene);
  const test = line.length === 0 ? null : lineTest(line, scene);
  const lines = ` join purchase_line l on ${lineOf(builder)}${joinProduct}`;
  const figure = FIGURES.find((name) => body[name] !== undefined);
  if (figure) {
    const where = test === null ? facts.where : [...facts.where, test];
    return behaviour.figureSql(
      figureOf(figure),
      figure === 'average' ? null : '0',
      body[figure],
      { ...facts, from: lines, where },
      body,
      builder,
    );
  }
  const having = `exists (select from purchase_line l${joinProduct} where ${lineOf(builder)} and ${test})`;
  const counted = test === null ? facts : { ...facts, where: [...facts.where, having] };
  if (body.first) return behaviour.onceSql('first', body.first, counted, scene.asOf, builder);
  if (body.last) return behaviour.onceSql('last', body.last, counted, scene.asOf, builder);
  return behaviour.timesSql(body.count ?? { at_least: 1 }, counted, body, builder);
}

/** Sales that hold: neither waiting for payment, nor cancelled, nor cancellations themselves. */
function ordersFacts(tests: readonly PropertyTest[], scene: Scene): behaviour.Facts {
  const where = [
    `o.kind = 'sale'`,
    `o.status not in ('pending', 'cancelled')`,
    ...tests.map((test) => `(${fieldTest(test, scene)})`),
  ];
  return { table: 'purchase', alias: 'o', from: '', where };
}

const joinProduct = ' left join product g on g.id = l.product_id';

const lineOf = (builder: Builder): string => `${linesOf('l', builder)} and not l.cancelled`;

const lineTest = (tests: readonly PropertyTest[], scene: Scene): string =>
  allOf(tests.map((test) => ({ member: fieldTest(test, scene), recheck: null }))).member;

function fieldTest(test: PropertyTest, { builder, asOf }: Scene): string {
  const field = orderFields[orderFieldOf(test.property)!]!;
  return testSql(test, field.source(builder), { builder, asOf, zone: "'UTC'" }).member;
}

/** Money as it was kept: quantity less what came back, times price, in the accounting currency. */
function figureOf(figure: (typeof FIGURES)[number]): (seen: string) => string {
  const units = '(l.quantity - l.returned)';
  const amount = `${units} * l.price * o.rate`;
  if (figure === 'units') return (seen) => `sum(${units})${seen}`;
  if (figure === 'amount') return (seen) => `sum(${amount})${seen}`;
  return (seen) => `sum(${amount})${seen} / nullif(count(distinct o.order_id)${seen}, 0)`;
}

function sayBody(body: Node, language: Language): string {
  const fr = language === 'fr';
  const where = (body.where ?? []).map((test: PropertyTest) => sayProperty(test, language)).join(fr ? ' et ' : ' and ');
  const of = where === '' ? '' : fr ? ` où ${where}` : ` where ${where}`;
  const once = body.first ? 'first' : body.last ? 'last' : null;
  if (once) return `${fr ? 'a commandé' : 'ordered'}${of} ${behaviour.sayOnce(once, body[once], language)}`;
  const window = behaviour.sayWindow(body, language);
  const figure = FIGURES.find((key) => body[key] !== undefined);
  if (figure) {
    const words = {
      amount: { fr: 'montant commandé', en: 'amount ordered' },
      units: { fr: 'unités commandées', en: 'units ordered' },
      average: { fr: 'panier moyen', en: 'average order' },
    };
    return `${words[figure][language]}${of}${window}${fr ? ' : ' : ': '}${behaviour.sayBounds(body[figure], language)}`;
  }
  if (body.count === 'never') return fr ? `n’a jamais commandé${of}${window}` : `never ordered${of}${window}`;
  const times = body.count ? ` ${behaviour.sayBounds(body.count, language)} ${fr ? 'fois' : 'times'}` : '';
  return `${fr ? 'a commandé' : 'ordered'}${times}${of}${window}`;
}

const fieldSchemas = () =>
  Object.entries(orderFields).flatMap(([name, { sort }]) =>
    testSchemas({ property: z.literal(name) }, { sort, timed: false, items: false }),
  );
const boundsSchema = z.strictObject(behaviour.boundsShape).optional();

/** What the person bought: so many orders, for so much, so many units, first or last, never. */
export const orders: Condition = {
  key: 'orders',
  schema: () =>
    z.strictObject({
      orders: z.strictObject({
        where: z
          .array(z.union(fieldSchemas() as [z.ZodType, z.ZodType]))
          .min(1)
          .optional(),
        count: behaviour.timesSchema.optional(),
        amount: boundsSchema,
        units: boundsSchema,
        average: boundsSchema,
        first: behaviour.onceSchema.optional(),
        last: behaviour.onceSchema.optional(),
        ...behaviour.windowShape,
      }),
    }),
  check: (node, place) => {
    if (place.fields(node, ['orders'])) checkBody(node.orders, place.at('orders'));
  },
  compile: (node, scene) => compileBody(node.orders, scene),
  say: (node, language) => sayBody(node.orders, language),
  events: () => [ORDER_EVENT],
};

/** Properties of the event that are figures of orders. */
const FIGURE_OF: Record<string, (typeof FIGURES)[number]> = {
  'sum total': 'amount',
  'sum quantity': 'units',
  'avg total': 'average',
};

/** The event “Order Completed”, asked for like any other event. */
export const ordersOf = {
  check(node: Node, place: Place): void {
    const { event: _, type, sum, avg, ...body } = node;
    if (type !== undefined) place.at('type').fault('orders have no type; take it away');
    for (const [key, given] of Object.entries({ sum, avg })) {
      if (given === undefined) continue;
      const figure = isObject(given) ? FIGURE_OF[`${key} ${orderFieldOf(textFor(given.of))}`] : undefined;
      if (figure) body[figure] = bounds(given);
      else place.at(key).fault('of orders it can be the sum of "total" or "quantity", or the average of "total"');
    }
    checkBody(body, place);
  },
  compile(node: Node, scene: Scene): Fragment {
    const { event: _, sum, avg, ...body } = node;
    const measure = Object.entries({ sum, avg }).find(([, given]) => given !== undefined);
    if (!measure) return compileBody(body, scene);
    const [key, given] = measure as [string, Node];
    return compileBody({ ...body, [FIGURE_OF[`${key} ${orderFieldOf(textFor(given.of))}`]!]: bounds(given) }, scene);
  },
};

const bounds = ({ of: _, ...rest }: Node): behaviour.Bounds => rest;
