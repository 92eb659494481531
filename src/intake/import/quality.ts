/** What an import finds about its data: counted while it runs, with a few examples of each fault. */
import type { Who } from '../../facts/index.ts';
import { Occurrences } from './occurrences.ts';
import { readEmail } from './values/email.ts';
import { ExactSum } from './values/exact.ts';

/** Examples kept of each fault. */
const MOST_EXAMPLES = 10;
/** Different notes kept; a column full of faults must not fill the report. */
const MOST_NOTES = 50;

export type Example = { line: number; value: string; suggestion?: string };
export type Counted = { count: number; examples: Example[] };

export type QualityReport = {
  addresses: {
    /** Rows about people with neither e-mail nor phone. */
    missing: Counted;
    /** Addresses that cannot be written to; they were left out. */
    broken: Counted;
    duplicate: Counted;
    typo: Counted;
    role: Counted;
    disposable: Counted;
  };
  /** Cells that could not be read in lines that were kept without them, by column. */
  droppedValues: Record<string, Counted>;
  notes: { text: string; count: number }[];
  firstMoment: string | undefined;
  lastMoment: string | undefined;
  customers: number;
  orders: number;
  orderLines: number;
  cancelledLines: number;
  linesWithoutCustomer: number;
  /** Σ quantity × price over all lines, exact. */
  netAmount: string;
};

type Fault = keyof QualityReport['addresses'];

export class Quality {
  #faults: QualityReport['addresses'] = {
    missing: counted(),
    broken: counted(),
    duplicate: counted(),
    typo: counted(),
    role: counted(),
    disposable: counted(),
  };
  #dropped = new Map<string, Counted>();
  #notes = new Map<string, number>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  #addresses = new Occurrences();
  #customers = new Occurrences();
  #orders = new Occurrences();
  #lines = 0;
  #cancelled = 0;
  #anonymous = 0;
  #net = new ExactSum();

  /**
   * Looks at the address of a row.
   * @param unique whether each address should come once, as in a file of customers
   */
  address(line: number, email: string | undefined, phone: string | undefined, unique = true): void {
    if (email === undefined && phone === undefined) {
      if (unique) this.#fault('missing', { line, value: '' });
      return;
    }
    if (email === undefined) return;
    const times = this.#addresses.next(email);
    if (times > 1) {
      if (unique) this.#fault('duplicate', { line, value: email });
      return;
    }
    const read = readEmail(email);
    if ('email' in read && read.doubt !== undefined) {
      this.#fault(read.doubt, {
        line,
        value: email,
        ...(read.suggestion === undefined ? {} : { suggestion: read.suggestion }),
      });
    }
  }

  /** An address cell that holds something unusable. */
  brokenAddress(line: number, value: string): void {
    this.#fault('broken', { line, value });
  }

  /** A cell that was left out of a line that was kept. */
  dropped(column: string, line: number, value: string): void {
    let entry = this.#dropped.get(column);
    if (entry === undefined) {
      entry = counted();
      this.#dropped.set(column, entry);
    }
    count(entry, { line, value });
  }

  note(text: string): void {
    const times = this.#notes.get(text) ?? 0;
    if (times > 0 || this.#notes.size < MOST_NOTES) this.#notes.set(text, times + 1);
  }

  /** A line that says something of somebody: their address may come many times, and it happened at a moment. */
  told(row: { line: number; values: Record<string, unknown> }, who: Who, moment: Date): void {
    const { email, phone } = row.values as { email?: string; phone?: string };
    this.address(row.line, email, phone, false);
    this.moment(moment);
    this.customer(who);
  }

  moment(moment: Date): void {
    const at = moment.getTime();
    if (at < this.#first) this.#first = at;
    if (at > this.#last) this.#last = at;
  }

  customer(who: Who): void {
    const key = who.externalId ?? who.email ?? who.phone;
    if (key !== undefined) this.#customers.next(key);
  }

  line(orderId: string, quantity: string, price: string, cancelled: boolean, known: boolean, moment: Date): void {
    this.#orders.next(orderId);
    this.#lines += 1;
    if (cancelled) this.#cancelled += 1;
    if (!known) this.#anonymous += 1;
    this.#net.addProduct(quantity, price);
    this.moment(moment);
  }

  #fault(fault: Fault, example: Example): void {
    count(this.#faults[fault], example);
  }

  report(): QualityReport {
    const seen = this.#last >= this.#first;
    return {
      addresses: this.#faults,
      droppedValues: Object.fromEntries(this.#dropped),
      notes: [...this.#notes].map(([text, times]) => ({ text, count: times })),
      firstMoment: seen ? new Date(this.#first).toISOString() : undefined,
      lastMoment: seen ? new Date(this.#last).toISOString() : undefined,
      customers: this.#customers.size,
      orders: this.#orders.size,
      orderLines: this.#lines,
      cancelledLines: this.#cancelled,
      linesWithoutCustomer: this.#anonymous,
      netAmount: this.#net.toString(),
    };
  }
}

function counted(): Counted {
  return { count: 0, examples: [] };
}

function count(entry: Counted, example: Example): void {
  entry.count += 1;
  if (entry.examples.length < MOST_EXAMPLES) entry.examples.push({ ...example, value: example.value.slice(0, 100) });
}
