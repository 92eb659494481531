/** Exact arithmetic on decimal text: whole numbers of the smallest unit in a bigint, and the count of decimals. */

type Scaled = { units: bigint; scale: number };

function scaled(text: string): Scaled {
  const [whole = '0', decimals = ''] = text.split('.');
  return { units: BigInt(whole + decimals), scale: decimals.length };
}

function atScale(value: Scaled, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

/** Writes units back as text: `(-125n, 2)` is `-1.25`. */
function text(units: bigint, scale: number): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const value = scale === 0 ? whole : `${whole}.${digits.slice(digits.length - scale)}`;
  return negative ? `-${value}` : value;
}

/** A running exact sum; starts at 0. */
export class ExactSum {
  #units = 0n;
  #scale = 2;

  #rise(scale: number): void {
    if (scale <= this.#scale) return;
    this.#units *= 10n ** BigInt(scale - this.#scale);
    this.#scale = scale;
  }

  /** Adds `a × b`, both exact decimals. */
  addProduct(a: string, b: string): void {
    const left = scaled(a);
    const right = scaled(b);
    this.#rise(left.scale + right.scale);
    this.#units += left.units * right.units * 10n ** BigInt(this.#scale - left.scale - right.scale);
  }

  /** The sum with at least two decimals and no needless zeros beyond them. */
  toString(): string {
    const full = text(this.#units, this.#scale);
    return full.replace(/(\.\d\d\d*?)0+$/u, '$1');
  }
}

/** a × b. */
export function multiply(a: string, b: string): string {
  const left = scaled(a);
  const right = scaled(b);
  return text(left.units * right.units, left.scale + right.scale);
}

/** a + b. */
export function add(a: string, b: string): string {
  const left = scaled(a);
  const right = scaled(b);
  const scale = Math.max(left.scale, right.scale);
  return text(atScale(left, scale) + atScale(right, scale), scale);
}

/** -a. */
export function negate(a: string): string {
  const value = scaled(a);
  return text(-value.units, value.scale);
}

/**
 * a ÷ b cut (not rounded) at `scale` decimals; `exact` says that nothing was lost. b must not be zero.
 */
export function divide(a: string, b: string, scale: number): { quotient: string; exact: boolean } {
  const left = scaled(a);
  const right = scaled(b);
  const numerator = left.units * 10n ** BigInt(scale + right.scale);
  const denominator = right.units * 10n ** BigInt(left.scale);
  return { quotient: text(numerator / denominator, scale), exact: numerator % denominator === 0n };
}

/** -1, 0 or 1 as a is less than, equal to or more than 0. */
export function signOf(a: string): -1 | 0 | 1 {
  const { units } = scaled(a);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}
