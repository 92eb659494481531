/**
 * Text to records: a record is one line, or several where a quoted cell holds line breaks. Limits keep a hostile or broken
 * file from filling the memory, and a quote that is never closed costs one line, not the rest of the file.
 */

import { type Fault, fault } from '../faults.ts';

/** A line of more characters is no row of a shop's export. */
export const LONGEST_LINE = 1024 * 1024;
/** A quoted cell may hold a product description with line breaks; beyond this its quote was never closed. */
const LONGEST_QUOTED_LINES = 500;
const LONGEST_QUOTED_CHARACTERS = 256 * 1024;

/** `line` is the number of the physical line where it starts, from 1. `quoted` says that a quote is in it. */
export type RawRecord =
  | { line: number; text: string; quoted: boolean }
  | { line: number; problem: Fault; text: string };

type PhysicalLine = { line: number; text: string; tooLong?: true };

/** Cuts text at line feeds (or at carriage returns where a file has no others), numbering from 1. */
export async function* physicalLines(pieces: AsyncIterable<string>, feed: '\n' | '\r'): AsyncGenerator<PhysicalLine[]> {
  let rest = '';
  let line = 0;
  let skipping = false;
  for await (const piece of pieces) {
    const ready: PhysicalLine[] = [];
    let from = 0;
    for (let end = piece.indexOf(feed); end >= 0; end = piece.indexOf(feed, from)) {
      const text = rest + piece.slice(from, end);
      rest = '';
      from = end + 1;
      if (skipping) skipping = false;
      else ready.push(asLine(++line, text));
    }
    if (!skipping) rest += piece.slice(from);
    if (rest.length > LONGEST_LINE) {
      ready.push({ line: ++line, text: rest.slice(0, 1000), tooLong: true });
      rest = '';
      skipping = true;
    }
    if (ready.length > 0) yield ready;
  }
  if (!skipping && rest !== '') yield [asLine(++line, rest)];
}

function asLine(line: number, text: string): PhysicalLine {
  if (text.length > LONGEST_LINE) return { line, text: text.slice(0, 1000), tooLong: true };
  return { line, text: text.endsWith('\r') ? text.slice(0, -1) : text };
}

/** Joins physical lines into records. Blank lines are skipped. */
export async function* records(
  lines: AsyncIterable<PhysicalLine[]>,
  delimiter: string | undefined,
): AsyncGenerator<RawRecord[]> {
  const joiner = new RecordJoiner(delimiter);
  for await (const batch of lines) {
    const ready: RawRecord[] = [];
    for (const line of batch) joiner.take(line, ready);
    if (ready.length > 0) yield ready;
  }
  const last: RawRecord[] = [];
  joiner.end(last);
  if (last.length > 0) yield last;
}

class RecordJoiner {
  #delimiter: string | undefined;
  /** Lines of a record whose quote is open. */
  #open: PhysicalLine[] = [];
  #length = 0;

  /** Without a delimiter (NDJSON) every line is a record. */
  constructor(delimiter: string | undefined) {
    this.#delimiter = delimiter;
  }

  take(line: PhysicalLine, ready: RawRecord[]): void {
    if (line.tooLong) {
      this.end(ready);
      const problem = fault('line_too_long', { most: LONGEST_LINE });
      ready.push({ line: line.line, problem, text: line.text });
      return;
    }
    if (this.#open.length === 0) this.#start(line, ready);
    else this.#goOn(line, ready);
  }

  #start(line: PhysicalLine, ready: RawRecord[]): void {
    const quoted = this.#delimiter !== undefined && line.text.includes('"');
    if (!quoted || !leavesQuoteOpen(line.text, this.#delimiter!, false)) {
      if (line.text.trim() !== '') ready.push({ line: line.line, text: line.text, quoted });
      return;
    }
    this.#open.push(line);
    this.#length = line.text.length;
  }

  #goOn(line: PhysicalLine, ready: RawRecord[]): void {
    this.#open.push(line);
    this.#length += line.text.length + 1;
    const open = !line.text.includes('"') || leavesQuoteOpen(line.text, this.#delimiter!, true);
    if (!open) {
      const text = this.#open.map((part) => part.text).join('\n');
      ready.push({ line: this.#open[0]!.line, text, quoted: true });
      this.#open = [];
    } else if (this.#open.length > LONGEST_QUOTED_LINES || this.#length > LONGEST_QUOTED_CHARACTERS) {
      this.#giveUp(ready);
    }
  }

  /** The open quote was a slip: its first line is reported, the others are read again on their own. */
  #giveUp(ready: RawRecord[]): void {
    const [first, ...others] = this.#open;
    this.#open = [];
    this.#length = 0;
    if (!first) return;
    ready.push({ line: first.line, problem: fault('quote_open'), text: first.text });
    for (const line of others) this.take(line, ready);
  }

  /** Nothing follows: whatever is open was never closed. Each turn reports one line, so this ends. */
  end(ready: RawRecord[]): void {
    while (this.#open.length > 0) this.#giveUp(ready);
  }
}

/**
 * Whether the text ends inside a quoted cell. A quote opens a cell only at its beginning: the one in `12" ruler` is a
 * letter like any other.
 */
export function leavesQuoteOpen(text: string, delimiter: string, startsInside: boolean): boolean {
  let inside = startsInside;
  let index = 0;
  if (!inside && text.startsWith('"')) {
    inside = true;
    index = 1;
  }
  for (;;) {
    if (inside) {
      const quote = text.indexOf('"', index);
      if (quote < 0) return true;
      if (text[quote + 1] === '"') {
        index = quote + 2;
      } else {
        inside = false;
        index = quote + 1;
      }
    } else {
      const next = text.indexOf(`${delimiter}"`, index);
      if (next < 0) return false;
      inside = true;
      index = next + delimiter.length + 1;
    }
  }
}
