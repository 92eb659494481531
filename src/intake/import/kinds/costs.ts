import { type CostRow, costParts } from '../catalog-row.ts';
import { fault } from '../faults.ts';
import { divide } from '../values/exact.ts';
import { nameKey } from '../values/text.ts';
import type { Field, ImportKind, KindContext, Output, Rejection, RowRecord } from './kind.ts';
import { oneOf, rowByRow } from './kind.ts';

const partWords: Record<(typeof costParts)[number], readonly string[]> = {
  purchase: [
    'purchase cost',
    'purchase price',
    'purchase',
    'cost',
    "prix d'achat",
    "coût d'achat",
    'achat',
    'cost of goods',
    'cogs',
    'cost per item',
    "prix d'achat ht",
    'prix de revient',
  ],
  staff: ['staff', 'staff cost', 'personnel', 'main d’œuvre', 'salaires', 'labour'],
  premises: ['premises', 'storage', 'rent', 'loyer', 'locaux', 'stockage', 'entreposage', 'warehouse'],
  overhead: ['overhead', 'running costs', 'frais généraux', 'fonctionnement', 'frais de fonctionnement', 'gestion'],
  delivery: ['delivery', 'delivery cost', 'shipping cost', 'livraison', 'transport', 'coût de livraison', 'logistique'],
  fees: ['fees', 'payment fees', 'commission', 'frais de paiement', 'frais', 'marketplace fee'],
  other: ['other', 'other costs', 'autres', 'autres coûts', 'divers'],
};

const fields: readonly Field[] = [
  {
    name: 'productId',
    type: 'id',
    about: 'id of the product',
    essential: true,
    synonyms: [
      'product_id',
      'stock_code',
      'id produit',
      'product code',
      'code article',
      'code produit',
      'référence',
      'sku',
      'ugs',
      'id',
      'product',
      'produit',
    ],
  },
  {
    name: 'part',
    type: 'text',
    about: `part of the cost, one per line: ${costParts.join(', ')}`,
    synonyms: ['part', 'cost part', 'cost type', 'type de coût', 'poste', 'nature'],
  },
  {
    name: 'amount',
    type: 'decimal',
    about: 'amount of that part for one unit, or a share such as 3 %',
    essential: true,
    synonyms: ['amount', 'montant', 'unit cost', 'coût unitaire', 'value', 'valeur'],
  },
  ...costParts.map(
    (part): Field => ({
      name: part,
      type: 'decimal',
      about: `${part} cost of one unit, where each part has a column`,
      synonyms: partWords[part],
    }),
  ),
  { name: 'unit', type: 'text', about: 'money or share', synonyms: ['unit', 'unité'] },
  { name: 'currency', type: 'currency', about: 'currency of the amounts', synonyms: ['currency', 'devise', 'monnaie'] },
  {
    name: 'since',
    type: 'moment',
    about: 'since when it holds',
    synonyms: ['since', 'valid from', 'date', 'depuis', "date d'effet", 'à partir du'],
  },
];

function takeCost(row: RowRecord, out: Output, context: KindContext): Rejection {
  const { values } = row;
  const productId = values.productId as string | undefined;
  if (productId === undefined) return { reason: fault('cost_no_product'), field: 'productId' };
  const found: CostRow[] = [];
  const since = (values.since as Date | undefined) ?? context.asOf;
  const base = { kind: 'cost' as const, productId, since };
  const currency = (values.currency as string | undefined) ?? context.currency;
  const money = { unit: 'money' as const, ...(currency === undefined ? {} : { currency }) };
  for (const part of costParts) {
    if (values[part] !== undefined) found.push({ ...base, ...money, part, amount: values[part] as string });
  }
  if (values.amount !== undefined) {
    const part = partOf((values.part as string | undefined) ?? 'purchase');
    if (part === undefined)
      return {
        reason: fault('not_cost_part', { cell: String(values.part), known: costParts.join(', ') }),
        field: 'part',
      };
    const share = isShare(values.unit as string | undefined);
    if (share === undefined) return { reason: fault('not_cost_unit', { cell: String(values.unit) }), field: 'unit' };
    const amount = values.amount as string;
    found.push(
      share === 'percent'
        ? { ...base, part, unit: 'share', amount: divide(amount, '100', 10).quotient.replace(/\.?0+$/u, '') }
        : share === 'share'
          ? { ...base, part, unit: 'share', amount }
          : { ...base, ...money, part, amount },
    );
  }
  if (found.length === 0) return { reason: fault('no_amount'), field: 'amount' };
  out.catalog.push(...found);
  context.quality.moment(since);
  return undefined;
}

function partOf(text: string): CostRow['part'] | undefined {
  const key = nameKey(text);
  return costParts.find((part) => part === key || partWords[part].some((word) => nameKey(word) === key));
}

function isShare(unit: string | undefined): 'money' | 'share' | 'percent' | undefined {
  if (unit === undefined) return 'money';
  if (unit.trim() === '%') return 'percent';
  const key = nameKey(unit);
  if (['percent', 'pourcent', 'pourcentage'].includes(key)) return 'percent';
  if (['share', 'part', 'taux', 'rate'].includes(key)) return 'share';
  return ['money', 'montant', 'eur', 'euro', 'euros', 'gbp', 'usd', 'argent', 'unite', 'unit', 'piece'].includes(key)
    ? 'money'
    : undefined;
}

export const costs: ImportKind = {
  name: 'costs',
  about: 'what one unit of a product costs, part by part',
  fields,
  missing: (given) =>
    oneOf(given, ['productId'], 'the product (productId)') ??
    oneOf(given, ['amount', ...costParts], `an amount (amount, or a column for ${costParts.join(', ')})`),
  start: rowByRow(takeCost),
};
