/** A file as a table: named columns, and rows in batches with the number of the line where each starts. */
import { importErrors } from '../errors.ts';
import { type BadLine, badLine, fault, sayFault } from '../faults.ts';
import { type Cells, cutCells, type Delimiter, sniffDelimiter } from './csv.ts';
import { detectEncoding, type Encoding, lineDecoder, toText } from './encoding.ts';
import { LONGEST_LINE, physicalLines, type RawRecord, records } from './lines.ts';
import { cellText, type FlatRecord, plainValue, readJsonLine } from './ndjson.ts';
import { BrokenGzip, type ImportFile, openSource, peek, type Source } from './source.ts';

export type Row = {
  /** Physical line of the file, from 1. */
  line: number;
  /** One text per column, missing ones ''. */
  cells: string[];
  /** NDJSON only: the values with their types. */
  native?: unknown[];
  /** The line as it was read, for reports. */
  raw: string;
};

export type RowBatch = { rows: Row[]; bad: BadLine[]; lines: number };

export type TableOptions = { encoding?: string; delimiter?: string; explode?: readonly string[] };

export type Table = {
  name: string;
  format: 'csv' | 'ndjson';
  encoding: string;
  delimiter: Delimiter | undefined;
  /** Grows while an NDJSON file is read: objects need not have the same keys. */
  columns: string[];
  /** The first rows, which `batches` gives again. */
  sample: Row[];
  totalBytes: number | undefined;
  writtenAt: Date | undefined;
  bytesRead: () => number;
  /** Lines whose bytes were not in the encoding of the others and were read as Windows-1252 (or as UTF-8). */
  foreignLines: () => number;
  /** To be read once. */
  batches: AsyncGenerator<RowBatch>;
  /** Lets go of the file without reading it. */
  close: () => void;
};

const MOST_COLUMNS = 2000;
/** Rows looked at before the mapping and the styles of numbers and dates are decided. */
export const SAMPLE_ROWS = 2000;
const SAMPLE_BYTES = 256 * 1024;
const MOST_RAW = 500;

/** Opens a file, decides encoding, format and delimiter, reads the header and a sample. */
export async function openTable(file: ImportFile, options: TableOptions = {}): Promise<Table> {
  const source = await openSource(file);
  try {
    return await tableOf(source, options);
  } catch (error) {
    source.close();
    throw error;
  }
}

async function tableOf(source: Source, options: TableOptions): Promise<Table> {
  const [head, bytes] = await peek(source.bytes, SAMPLE_BYTES);
  const encoding = detectEncoding(head, options.encoding);
  const start = await startOf(head, encoding);
  if (start.trim() === '') throw importErrors.IMPORT_EMPTY({ file: source.name });
  const format = formatOf(source.name, start);
  const decoder = lineDecoder(encoding);
  const feed = start.includes('\n') || !start.includes('\r') ? '\n' : '\r';
  const delimiter = format === 'ndjson' ? undefined : chosenDelimiter(start, options.delimiter);
  const reader = new TableReader(source.name, decoder, delimiter, options.explode ?? []);
  const raw = records(physicalLines(toText(bytes, encoding), feed), delimiter);
  const [sampled, batches] = await sampleOf(reader.read(raw), source);
  if (reader.columns.length === 0) throw importErrors.IMPORT_EMPTY({ file: source.name });
  return {
    name: source.name,
    format,
    encoding: encoding.name,
    delimiter,
    columns: reader.columns,
    sample: sampled,
    totalBytes: source.totalBytes,
    writtenAt: source.writtenAt,
    bytesRead: source.bytesRead,
    foreignLines: () => reader.foreignLines,
    batches,
    close: source.close,
  };
}

/** The first bytes as text, for looking at only. */
async function startOf(head: Buffer, encoding: Encoding): Promise<string> {
  async function* once() {
    yield head;
  }
  let text = '';
  for await (const piece of toText(once(), encoding)) text += piece;
  return text;
}

function formatOf(name: string, start: string): 'csv' | 'ndjson' {
  const first = start.trimStart()[0];
  if (first === '[') throw importErrors.IMPORT_JSON_ARRAY({ file: name });
  return first === '{' || /\.(?:ndjson|jsonl)(?:\.gz)?$/iu.test(name) ? 'ndjson' : 'csv';
}

function chosenDelimiter(start: string, wanted: string | undefined): Delimiter {
  if (wanted !== undefined) return (wanted === '\\t' || wanted.toLowerCase() === 'tab' ? '\t' : wanted) as Delimiter;
  // Excel's own way to say it, on a line before the header.
  const said = /^sep=([,;\t|])\r?\n/iu.exec(start);
  return (said?.[1] as Delimiter | undefined) ?? sniffDelimiter(start);
}

/** Reads the first rows and gives a generator that starts with them again. A failure on the way comes again in its place. */
async function sampleOf(batches: AsyncGenerator<RowBatch>, source: Source): Promise<[Row[], AsyncGenerator<RowBatch>]> {
  const ahead: RowBatch[] = [];
  const sample: Row[] = [];
  let failure: unknown;
  while (sample.length < SAMPLE_ROWS) {
    try {
      const next = await batches.next();
      if (next.done) break;
      ahead.push(next.value);
      for (const row of next.value.rows) sample.push(row);
    } catch (error) {
      if (ahead.length === 0) throw error;
      failure = error;
      break;
    }
  }
  async function* again(): AsyncGenerator<RowBatch> {
    let line = 1;
    try {
      for (const batch of ahead.splice(0)) {
        line = Math.max(line, batch.lines);
        yield batch;
      }
      if (failure !== undefined) throw failure;
      for await (const batch of batches) {
        line = Math.max(line, batch.lines);
        yield batch;
      }
    } catch (error) {
      if (!(error instanceof BrokenGzip)) throw error;
      throw importErrors.IMPORT_BROKEN_OFF({ line, reason: error.message }, { cause: error });
    } finally {
      source.close();
    }
  }
  return [sample.slice(0, SAMPLE_ROWS), again()];
}

type Decoded = { line: number; text: string; quoted: boolean };

class TableReader {
  readonly columns: string[] = [];
  foreignLines = 0;
  #name: string;
  #decode: ReturnType<typeof lineDecoder>;
  #delimiter: Delimiter | undefined;
  #explode: readonly string[];
  #positions = new Map<string, number>();

  constructor(
    name: string,
    decode: ReturnType<typeof lineDecoder>,
    delimiter: Delimiter | undefined,
    explode: readonly string[],
  ) {
    this.#name = name;
    this.#decode = decode;
    this.#delimiter = delimiter;
    this.#explode = explode;
  }

  async *read(raw: AsyncIterable<RawRecord[]>): AsyncGenerator<RowBatch> {
    for await (const batch of raw) {
      const bad: BadLine[] = [];
      const good: Decoded[] = [];
      for (const record of batch) this.#decodeRecord(record, good, bad);
      const rows =
        this.#delimiter === undefined ? this.#jsonRows(good, bad) : this.#csvRows(good, bad, this.#delimiter);
      yield { rows, bad, lines: batch.at(-1)?.line ?? 0 };
    }
  }

  #decodeRecord(record: RawRecord, good: Decoded[], bad: BadLine[]): void {
    if ('problem' in record) {
      const headerIsBad = this.columns.length === 0 && this.#delimiter !== undefined && good.length === 0;
      if (headerIsBad) throw importErrors.IMPORT_HEADER_TOO_LONG({ most: LONGEST_LINE });
      bad.push(badLine(record.line, record.problem, record.text.slice(0, MOST_RAW)));
      return;
    }
    const decoded = this.#decode(record.text);
    if ('broken' in decoded) {
      bad.push(badLine(record.line, decoded.broken, record.text.slice(0, MOST_RAW)));
    } else if (decoded.text.includes('\0')) {
      bad.push(badLine(record.line, fault('null_character'), decoded.text.slice(0, MOST_RAW)));
    } else {
      if (decoded.foreign) this.foreignLines += 1;
      good.push({ line: record.line, text: decoded.text, quoted: record.quoted });
    }
  }

  #csvRows(good: Decoded[], bad: BadLine[], delimiter: Delimiter): Row[] {
    const cut = cutCells(good, delimiter);
    const rows: Row[] = [];
    for (const [index, record] of good.entries()) {
      const cells = cut[index]!;
      if (this.columns.length === 0) this.#header(record, cells);
      else this.#csvRow(record, cells, rows, bad);
    }
    return rows;
  }

  #header(record: Decoded, found: Cells): void {
    if (/^sep=.$/iu.test(record.text)) return;
    if ('problem' in found)
      throw importErrors.IMPORT_BAD_HEADER({ file: this.#name, reason: sayFault(found.problem, 'en') });
    const names = found.cells.map((cell) => cell.trim());
    while (names.length > 0 && names.at(-1) === '') names.pop();
    if (names.length > MOST_COLUMNS) {
      const delimiter = JSON.stringify(this.#delimiter);
      throw importErrors.IMPORT_TOO_MANY_COLUMNS({ found: names.length, most: MOST_COLUMNS, delimiter });
    }
    const seen = new Map<string, number>();
    for (const [index, name] of names.entries()) {
      const shown = name === '' ? `column ${index + 1}` : name;
      const times = (seen.get(shown) ?? 0) + 1;
      seen.set(shown, times);
      this.columns.push(times === 1 ? shown : `${shown} (${times})`);
    }
  }

  #csvRow(record: Decoded, found: Cells, rows: Row[], bad: BadLine[]): void {
    const raw = record.text.slice(0, MOST_RAW);
    if ('problem' in found) {
      bad.push(badLine(record.line, found.problem, raw));
      return;
    }
    const { cells } = found;
    const width = this.columns.length;
    if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) {
      const found = fault('too_many_cells', { cells: cells.length, width, delimiter: String(this.#delimiter) });
      bad.push(badLine(record.line, found, raw));
      return;
    }
    // Spreadsheets leave empty cells at the end of a line away.
    while (cells.length < width) cells.push('');
    rows.push({ line: record.line, cells, raw });
  }

  #jsonRows(good: Decoded[], bad: BadLine[]): Row[] {
    const rows: Row[] = [];
    for (const { line, text } of good) {
      const raw = text.slice(0, MOST_RAW);
      const read = readJsonLine(text, this.#explode);
      if ('problem' in read) bad.push(badLine(line, read.problem, raw));
      else for (const record of read.records) rows.push(this.#jsonRow(line, record, raw));
    }
    return rows;
  }

  #jsonRow(line: number, record: FlatRecord, raw: string): Row {
    const native: unknown[] = new Array(this.columns.length).fill(undefined);
    for (const [name, value] of record) {
      let position = this.#positions.get(name);
      if (position === undefined) {
        if (this.columns.length >= MOST_COLUMNS) {
          throw importErrors.IMPORT_TOO_MANY_COLUMNS({
            found: `more than ${MOST_COLUMNS}`,
            most: MOST_COLUMNS,
            delimiter: 'none',
          });
        }
        position = this.columns.push(name) - 1;
        this.#positions.set(name, position);
      }
      native[position] = value;
    }
    const cells = Array.from(native, cellText);
    return { line, cells, native: Array.from(native, plainValue), raw };
  }
}
