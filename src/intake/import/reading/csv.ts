import { parse } from 'csv-parse/sync';
import { type Fault, fault } from '../faults.ts';
import { leavesQuoteOpen } from './lines.ts';

export type Delimiter = ',' | ';' | '\t' | '|';

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];

/** Cells of a record, or what is wrong with it. */
export type Cells = { cells: string[] } | { problem: Fault };

/**
 * The sign that cuts the first lines most evenly: the header's count of cells must hold for the lines below it.
 * `Titles ID (Mr = 1, Ms = 2, else 0);Email *` has more commas than a careless look expects.
 */
export function sniffDelimiter(sample: string): Delimiter {
  const lines = wholeLines(sample).slice(0, 20);
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const counts = lines.map((line) => countCells(line, delimiter));
    const header = counts[0] ?? 1;
    if (header < 2) continue;
    const even = counts.filter((count) => count === header).length / counts.length;
    // Evenness first; the number of columns breaks ties.
    const score = even * 1000 + Math.min(header, 500);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** The last line of a sample is usually cut in its middle, so it counts only where it is the only one. */
function wholeLines(sample: string): string[] {
  const lines = sample.split(/\r\n|\n|\r/u);
  if (lines.length > 1) lines.pop();
  return lines.filter((line) => line.trim() !== '');
}

function countCells(line: string, delimiter: Delimiter): number {
  if (!line.includes('"')) return line.split(delimiter).length;
  // A line inside a quoted cell of several lines says nothing; counting it as one cell makes the sign look less even
  // for all four alike.
  if (leavesQuoteOpen(line, delimiter, false)) return 1;
  const parsed = parseOne(line, delimiter);
  return 'cells' in parsed ? parsed.cells.length : 1;
}

/** Between records handed to the parser: a control character that no export holds. */
const RECORD_END = '\u001e';

const options = (delimiter: string) => ({
  delimiter,
  // A quote inside an unquoted cell (`12" ruler`) is a letter.
  relax_quotes: true,
  relax_column_count: true,
  record_delimiter: [RECORD_END],
});

/**
 * Cuts records into cells. Where no quote is involved a plain cut is right, and many times as fast. The others go to the
 * parser together; only if it counts them differently than we do is each asked alone, to find the one at fault.
 */
export function cutCells(records: readonly { text: string; quoted: boolean }[], delimiter: Delimiter): Cells[] {
  const quoted = records.filter((record) => record.quoted).map((record) => record.text);
  const parsed = parseTogether(quoted, delimiter) ?? quoted.map((text) => parseOne(text, delimiter));
  let next = 0;
  return records.map((record) => (record.quoted ? parsed[next++]! : { cells: record.text.split(delimiter) }));
}

function parseTogether(texts: readonly string[], delimiter: Delimiter): Cells[] | undefined {
  if (texts.length === 0) return [];
  if (texts.some((text) => text.includes(RECORD_END))) return undefined;
  try {
    const rows = parse(texts.join(RECORD_END), options(delimiter)) as string[][];
    return rows.length === texts.length ? rows.map((cells) => ({ cells })) : undefined;
  } catch {
    return undefined;
  }
}

function parseOne(text: string, delimiter: Delimiter): Cells {
  try {
    const rows = parse(text, options(delimiter)) as string[][];
    if (rows.length !== 1) return { problem: fault('quotes_wrong') };
    return { cells: rows[0]! };
  } catch {
    return { problem: fault('quotes_wrong') };
  }
}
