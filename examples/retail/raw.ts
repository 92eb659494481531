/** The raw file: invoice lines of a British gift shop, December 2010 to December 2011, cut into history and days to come. */

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** Names of the file's columns. Moments are local, without a zone. */
type Row = {
  invoice_no: string;
  stock_code: string;
  description: string;
  quantity: string;
  invoice_datetime: string;
  unit_price_gbp: string;
  customer_id: string;
  country: string;
};

export type Line = { productId: string; nth: number; quantity: string; price: string };

/** `at` is the local time of the earliest line; `customer` is empty for sales to nobody known. */
export type Invoice = { id: string; at: string; customer: string; lines: Line[] };

export type Raw = {
  /** File of the lines before the first day, as the shop's own export would be. */
  historyFile: string;
  historyLines: number;
  /** Invoices of each local day from the first one on, in the order of their moments. */
  days: Map<string, Invoice[]>;
  /** Local day of each customer's first invoice. */
  customers: Map<string, string>;
  /** A name of each product. */
  products: Map<string, string>;
};

/** Reads the raw file once; lines before `first` go to `historyFile`, invoices from `first` to `last` are kept by day. */
export async function readRaw(path: string, historyFile: string, first: string, last: string): Promise<Raw> {
  const raw: Raw = { historyFile, historyLines: 0, days: new Map(), customers: new Map(), products: new Map() };
  const invoices = new Map<string, Invoice>();
  const history = createWriteStream(historyFile);
  const source = createReadStream(path);
  const rows = (path.endsWith('.gz') ? source.pipe(createGunzip()) : source).pipe(parse({ columns: true, bom: true }));
  for await (const row of rows as AsyncIterable<Row>) {
    const day = row.invoice_datetime.slice(0, 10);
    if (row.customer_id && !(raw.customers.get(row.customer_id)! <= day)) raw.customers.set(row.customer_id, day);
    if (row.description && !raw.products.has(row.stock_code)) raw.products.set(row.stock_code, row.description);
    if (day < first) {
      if (raw.historyLines === 0) history.write(csvLine(Object.keys(row)));
      raw.historyLines++;
      if (!history.write(csvLine(Object.values(row)))) await once(history, 'drain');
    } else if (day <= last) addLine(invoices, row);
  }
  await finished(history.end());
  const inOrder = [...invoices.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  raw.days = Map.groupBy(inOrder, (invoice) => invoice.at.slice(0, 10));
  return raw;
}

function addLine(invoices: Map<string, Invoice>, row: Row): void {
  const { invoice_no: id, invoice_datetime: at, customer_id: customer, stock_code: productId } = row;
  let invoice = invoices.get(id);
  if (!invoice) {
    invoice = { id, at, customer, lines: [] };
    invoices.set(id, invoice);
  }
  if (at < invoice.at) invoice.at = at;
  const nth = invoice.lines.filter((line) => line.productId === productId).length + 1;
  invoice.lines.push({ productId, nth, quantity: row.quantity, price: row.unit_price_gbp });
}

/** One line of a CSV file. */
export function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\n`;
}
