import type { CatalogRow, ProductRow } from '../catalog-row.ts';
import { fault } from '../faults.ts';
import type { Field, ImportKind, KindContext, Output, Rejection, RowRecord } from './kind.ts';
import { oneOf, rowByRow } from './kind.ts';

const fields: readonly Field[] = [
  {
    name: 'productId',
    type: 'id',
    about: 'id of the product',
    essential: true,
    synonyms: [
      'product_id',
      'id produit',
      'stock_code',
      'product code',
      'code article',
      'code produit',
      'handle',
      'id',
      'référence',
      'référence produit',
      'identifiant',
    ],
  },
  { name: 'sku', type: 'id', about: 'stock keeping unit', synonyms: ['sku', 'ugs', 'variant sku'] },
  {
    name: 'parentId',
    type: 'id',
    about: 'product of which this is a variant',
    synonyms: ['parent', 'parent_id', 'produit parent'],
  },
  {
    name: 'name',
    type: 'text',
    about: 'name',
    synonyms: [
      'name',
      'product name',
      'nom',
      'nom du produit',
      'désignation',
      'libellé',
      'title',
      'titre',
      'product',
      'produit',
      'product_type',
    ],
  },
  {
    name: 'description',
    type: 'text',
    about: 'description',
    synonyms: ['description', 'short description', 'description courte', 'body html'],
  },
  {
    name: 'categories',
    type: 'text',
    about: 'categories, “A > B, C”',
    synonyms: [
      'categories',
      'category',
      'catégories',
      'catégorie',
      'product category',
      'product_category',
      'rayon',
      'department',
    ],
  },
  {
    name: 'brand',
    type: 'text',
    about: 'brand',
    synonyms: ['brand', 'marque', 'vendor', 'manufacturer', 'fabricant', 'fournisseur'],
  },
  {
    name: 'price',
    type: 'decimal',
    about: 'price without a reduction',
    synonyms: [
      'regular price',
      'price',
      'prix',
      'prix de vente',
      'tarif régulier',
      'tarif normal',
      'prix ttc',
      'variant price',
      'unit price',
      'tarif',
    ],
  },
  {
    name: 'salePrice',
    type: 'decimal',
    about: 'price asked while it is reduced',
    synonyms: ['sale price', 'tarif promo', 'tarif promotionnel', 'prix promo', 'prix soldé'],
  },
  { name: 'currency', type: 'currency', about: 'currency of the prices', synonyms: ['currency', 'devise', 'monnaie'] },
  {
    name: 'vatRate',
    type: 'decimal',
    about: 'VAT in percent',
    synonyms: ['vat rate', 'vat', 'tva', 'taux de tva', 'taux tva', 'tax rate'],
  },
  {
    name: 'stock',
    type: 'decimal',
    about: 'units in stock',
    synonyms: ['stock', 'quantity', 'quantité', 'inventory', 'stock disponible', 'variant inventory qty'],
  },
  {
    name: 'shelfDate',
    type: 'day',
    about: 'first day on the shelf',
    synonyms: [
      'shelf date',
      'date de mise en rayon',
      'available from',
      'date de disponibilité',
      'date de parution',
      'published at',
      'arrival date',
    ],
  },
  {
    name: 'active',
    type: 'flag',
    about: 'can be bought',
    synonyms: ['published', 'publié', 'active', 'actif', 'en ligne'],
  },
  { name: 'url', type: 'text', about: 'address of its page', synonyms: ['url', 'link', 'lien', 'permalink'] },
  {
    name: 'imageUrl',
    type: 'text',
    about: 'address of its picture',
    synonyms: ['images', 'image', 'image url', 'image src', 'photo'],
  },
  {
    name: 'at',
    type: 'moment',
    about: 'since when this holds',
    synonyms: ['updated_at', 'modifié le', 'date de modification'],
  },
];

const direct = [
  'sku',
  'name',
  'description',
  'brand',
  'currency',
  'vatRate',
  'stock',
  'shelfDate',
  'active',
  'url',
] as const;

function takeProduct(row: RowRecord, out: Output, context: KindContext): Rejection {
  const { values } = row;
  const productId = (values.productId ?? values.sku) as string | undefined;
  if (productId === undefined) return { reason: fault('product_no_id'), field: 'productId' };
  const said = values.at as Date | undefined;
  // What is true of a day to come would keep every later file out until then.
  const at = said === undefined || said > context.now ? context.asOf : said;
  const product: ProductRow = { kind: 'product', productId, attributes: attributesOf(row.rest), at };
  for (const name of direct) if (values[name] !== undefined) Object.assign(product, { [name]: values[name] });
  if (values.parentId !== undefined) product.parentId = (values.parentId as string).replace(/^id:/u, '');
  if (values.categories !== undefined) product.categories = categoriesOf(values.categories as string);
  if (values.imageUrl !== undefined) product.imageUrl = (values.imageUrl as string).split(',')[0]!.trim();
  pricesOf(product, values.price as string | undefined, values.salePrice as string | undefined);
  if (product.price !== undefined) product.currency ??= context.currency;
  out.catalog.push(product satisfies CatalogRow);
  context.quality.moment(at);
  return undefined;
}

function pricesOf(product: ProductRow, price: string | undefined, sale: string | undefined): void {
  if (sale === undefined) {
    if (price !== undefined) product.price = price;
    return;
  }
  product.price = sale;
  if (price !== undefined) product.regularPrice = price;
}

/** WooCommerce: `Clothing, Clothing > Hoodies`; PrestaShop and others: `A|B` or `A;B`. */
function categoriesOf(text: string): string[] {
  const items = text.split(/[,;|]/u).map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

/** WooCommerce writes name and value of an attribute in two columns; here they meet. */
function attributesOf(rest: Record<string, unknown>): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest)) {
    const pair = /^(name|value)#(\d+)$/u.exec(name);
    if (!pair) attributes[name] = value;
    else if (pair[1] === 'name') {
      const paired = rest[`value#${pair[2]}`];
      if (paired !== undefined) attributes[String(value)] = paired;
    }
  }
  return attributes;
}

export const products: ImportKind = {
  name: 'products',
  about: 'what is sold, at which price',
  fields,
  open: 'attributes',
  missing: (given) => oneOf(given, ['productId', 'sku'], "the product's id (productId or sku)"),
  start: rowByRow(takeProduct),
};
