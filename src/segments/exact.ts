/** Exact comparison of decimal numbers, as PostgreSQL's `numeric` does it. */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** Texts that count as numbers in traits and properties: plain decimals, at most 30 digits on either side of the point. */
export const NUMBER_TEXT = /^-?[0-9]{1,30}(\.[0-9]{1,30})?$/;

/** −1, 0 or 1; both are decimal numbers such as `12`, `-0.50` or `1e+21`. */
export function compareDecimals(a: string, b: string): number {
  const [x, y] = [scaled(a), scaled(b)];
  const scale = Math.max(x.scale, y.scale);
  const difference = x.units * 10n ** BigInt(scale - x.scale) - y.units * 10n ** BigInt(scale - y.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function scaled(text: string): { units: bigint; scale: number } {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`“${text}” is no decimal number`);
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const units = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}
