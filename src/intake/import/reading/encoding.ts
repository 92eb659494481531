/**
 * Bytes to text. Files in a one-byte superset of ASCII (UTF-8 counts: its other characters use no ASCII byte) are first
 * taken byte for byte, cut into lines, and decoded line by line: one broken or foreign line then costs itself at most, and a
 * file whose first accent comes at line 50,000 needs no guess. UTF-16 is decoded as a stream.
 */
import iconv from 'iconv-lite';
import { importErrors } from '../errors.ts';
import { type Fault, fault } from '../faults.ts';

export type Encoding = {
  /** As shown to people: `utf-8`, `windows-1252`, `utf-16le`… */
  name: string;
  /** Bytes of the byte order mark. */
  mark: number;
  wide: boolean;
  /** Where the encoding was guessed, a line that is not UTF-8 is read as Windows-1252; where it was given, it is refused. */
  given: boolean;
};

const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], name: 'utf-8' },
  { bytes: [0xff, 0xfe], name: 'utf-16le' },
  { bytes: [0xfe, 0xff], name: 'utf-16be' },
];

/** Looks for a byte order mark, for the zeros of UTF-16 without one, and for bytes that are not UTF-8. */
export function detectEncoding(sample: Buffer, wanted?: string): Encoding {
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, index) => sample[index] === byte));
  if (wanted !== undefined) {
    const name = wanted.trim().toLowerCase();
    if (!iconv.encodingExists(name)) throw importErrors.IMPORT_ENCODING({ encoding: wanted });
    const wide = /^(?:utf-?16|ucs-?2|utf-?32)/u.test(name);
    return { name: plainName(name), mark: mark?.bytes.length ?? 0, wide, given: true };
  }
  if (mark) return { name: mark.name, mark: mark.bytes.length, wide: mark.name !== 'utf-8', given: false };
  const zeros = zeroShare(sample);
  if (zeros.odd > 0.3 && zeros.even < 0.05) return { name: 'utf-16le', mark: 0, wide: true, given: false };
  if (zeros.even > 0.3 && zeros.odd < 0.05) return { name: 'utf-16be', mark: 0, wide: true, given: false };
  return { name: isUtf8(sample) ? 'utf-8' : 'windows-1252', mark: 0, wide: false, given: false };
}

function plainName(name: string): string {
  return /^utf-?8$/u.test(name) ? 'utf-8' : name;
}

/** How much of the even and of the odd bytes is zero: Latin text in UTF-16 has one of each pair empty. */
function zeroShare(sample: Buffer): { even: number; odd: number } {
  const seen = [0, 0];
  for (let index = 0; index < sample.length; index += 1) if (sample[index] === 0) seen[index % 2]! += 1;
  const half = Math.max(1, sample.length / 2);
  return { even: seen[0]! / half, odd: seen[1]! / half };
}

/** The sample may end inside a character, so its last three bytes may be missing their rest. */
function isUtf8(sample: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Turns pieces of bytes into pieces of text: characters for UTF-16, one character per byte for the others. */
export async function* toText(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  let skip = encoding.mark;
  // stripBOM off: the mark is taken away here, for every encoding alike.
  const wide = encoding.wide ? iconv.getDecoder(encoding.name, { stripBOM: false }) : undefined;
  for await (const piece of bytes) {
    const rest = skip > 0 ? piece.subarray(skip) : piece;
    skip = Math.max(0, skip - piece.length);
    yield wide ? wide.write(rest) : rest.toString('latin1');
  }
  const tail = wide?.end();
  if (tail) yield tail;
}

export type LineText = { text: string; foreign?: true } | { broken: Fault };

const HIGH = /[\u0080-\u00ff]/u;
// Bytes that Windows-1252 does not define: a line with one of them is in neither encoding.
const UNDEFINED_1252 = /[\x81\x8d\x8f\x90\x9d]/u;

/** Makes the decoder of one line's text, as `toText` gives it. */
export function lineDecoder(encoding: Encoding): (line: string) => LineText {
  if (encoding.wide) return decodeWide;
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const own = encoding.name;
  return (line) => {
    if (!HIGH.test(line)) return { text: line };
    const bytes = Buffer.from(line, 'latin1');
    if (own !== 'utf-8' && (encoding.given || own !== 'windows-1252')) return { text: iconv.decode(bytes, own) };
    // Guessed Windows-1252 still tries UTF-8 first: a file glued together from two exports is read right in both halves.
    try {
      const text = utf8.decode(bytes);
      return own === 'utf-8' ? { text } : { text, foreign: true };
    } catch {
      if (own === 'utf-8' && encoding.given) return { broken: fault('not_utf8') };
    }
    if (UNDEFINED_1252.test(line)) return { broken: fault('neither_encoding') };
    const text = iconv.decode(bytes, 'windows-1252');
    return own === 'windows-1252' ? { text } : { text, foreign: true };
  };
}

function decodeWide(line: string): LineText {
  return line.isWellFormed() && !line.includes('\ufffd') ? { text: line } : { broken: fault('not_utf16') };
}
