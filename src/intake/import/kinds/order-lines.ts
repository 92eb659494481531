/** From a row of a file to the lines of an order. */
import { type Fault, fault } from '../faults.ts';
import { add, divide, multiply, negate, signOf } from '../values/exact.ts';
import type { Values } from './kind.ts';

/** Decimals of a price that is computed from a sum. */
const PRICE_SCALE = 4;

export type NewLine = { productId: string; name?: string; quantity: string; price: string };

/** The lines that one row holds: one, or several where an export joins them in a cell. */
export function linesOf(values: Values): { lines: NewLine[] } | { reason: Fault; field: string } {
  if (values.products !== undefined) return joinedLines(values);
  const productId = (values.productId ?? values.sku ?? values.productName) as string | undefined;
  if (productId === undefined) return { reason: fault('no_product'), field: 'productId' };
  const quantity = (values.quantity as string | undefined) ?? '1';
  const name = values.productName as string | undefined;
  const base = { productId, ...(name === undefined ? {} : { name }) };
  if (values.price !== undefined) return { lines: [{ ...base, quantity, price: values.price as string }] };
  const total = values.lineTotal as string | undefined;
  if (total === undefined) return { reason: fault('no_price'), field: 'price' };
  return { lines: share(total, [{ ...base, quantity }]) };
}

/** `2× Cap, 1× Hoodie, with logo`: a comma inside a name is no cut, so the next quantity is what cuts. */
function joinedLines(values: Values): { lines: NewLine[] } | { reason: Fault; field: string } {
  const cell = values.products as string;
  const parts = cell.split(/\s*,\s*(?=\d+\s*[×x]\s)/u);
  const items: { productId: string; name: string; quantity: string }[] = [];
  for (const part of parts) {
    const match = /^(\d+)\s*[×x]\s+(.+)$/su.exec(part.trim());
    if (!match) return { reason: fault('not_products', { cell: part.slice(0, 60) }), field: 'products' };
    const name = match[2]!.trim();
    items.push({ productId: name, name, quantity: match[1]! });
  }
  const total = (values.netAmount ?? values.total) as string | undefined;
  if (total === undefined) return { reason: fault('no_total'), field: 'netAmount' };
  return { lines: share(total, items) };
}

/**
 * Spreads a sum over units at one price, exactly: what does not divide goes on the last unit, as a line of its own. So
 * Σ quantity × price is the sum to the last decimal, which a rounded price would miss.
 */
export function share(total: string, items: readonly Omit<NewLine, 'price'>[]): NewLine[] {
  const units = items.reduce((sum, item) => add(sum, item.quantity), '0');
  if (signOf(units) === 0) return items.map((item) => ({ ...item, price: '0' }));
  const { quotient, exact } = divide(total, units, PRICE_SCALE);
  const price = plain(quotient);
  const lines = items.map((item) => ({ ...item, price }));
  if (exact) return lines;
  const last = lines.at(-1)!;
  const rest = add(total, negate(multiply(price, units)));
  const one = signOf(last.quantity) < 0 ? '-1' : '1';
  const remaining = add(last.quantity, negate(one));
  const odd = { ...last, quantity: one, price: plain(add(price, one === '1' ? rest : negate(rest))) };
  if (signOf(remaining) === 0) return [...lines.slice(0, -1), odd];
  return [...lines.slice(0, -1), { ...last, quantity: remaining }, odd];
}

/** Without zeros at the end beyond cents. */
function plain(decimal: string): string {
  return decimal.replace(/(\.\d\d\d*?)0+$/u, '$1');
}
