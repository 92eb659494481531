/**
 * How many parts a text message is billed for. GSM 03.38 (3GPP TS 23.038): 7-bit alphabet, 160 septets in one part,
 * 153 in each of several (the rest is the header that joins them); anything outside the alphabet turns the whole
 * message into UCS-2: 70 units, then 67. A character of two units is never cut between two parts.
 */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Behind an escape: two septets each. */
const EXTENSION = '\f^{}\\[~]|€';

const septets = new Map<string, number>([
  ...[...BASIC].map((char): [string, number] => [char, 1]),
  ...[...EXTENSION].map((char): [string, number] => [char, 2]),
]);

export type SmsCount = {
  encoding: 'gsm7' | 'ucs2';
  /** Septets or 16-bit units. */
  units: number;
  parts: number;
  /** What the message may hold in each part, given how many there are. */
  perPart: number;
  /** The characters that force UCS-2, each once: ê, ç, œ, ’ … */
  outside: string[];
};

export function countSms(text: string): SmsCount {
  const outside = [...new Set([...text].filter((char) => !septets.has(char)))];
  const gsm = outside.length === 0;
  const sizes = [...text].map((char) => (gsm ? (septets.get(char) ?? 0) : char.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const [single, joined] = gsm ? [160, 153] : [70, 67];
  const parts = units <= single ? Math.min(units, 1) : fill(sizes, joined);
  return { encoding: gsm ? 'gsm7' : 'ucs2', units, parts, perPart: parts > 1 ? joined : single, outside };
}

function fill(sizes: number[], capacity: number): number {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > capacity) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}

/** True when a text tells how to stop: STOP and a short number, or the sender's stop code as a variable. */
export function mentionsStop(text: string): boolean {
  return /\bSTOP\b[^.!?\n]{0,30}?(\b\d{5}\b|\{\{-?\s*sender\.stop_?code\b)/i.test(text);
}
