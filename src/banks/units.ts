/** Amounts as people write them, and units as banks count them: whole, except for budgets. */

export const kinds = ['rate', 'stock', 'budget', 'codes'] as const;
export type BankKind = (typeof kinds)[number];

/** Decimals of a budget's unit: a text message costs 0.045, so cents would not do. */
const budgetDecimals = 4;
/** As far as a double counts one by one. */
const mostDigits = 15;

const decimalsOf = (kind: BankKind): number => (kind === 'budget' ? budgetDecimals : 0);

/**
 * Units of an amount, exactly.
 * @param amount decimal text without sign, such as `1000` or `250.50`
 * @returns null where it is no such number, has more decimals than the kind counts, or more than 15 digits
 */
export function unitsOf(kind: BankKind, amount: string): number | null {
  const match = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(amount.trim());
  if (!match) return null;
  const decimals = (match[2] ?? '').replace(/0+$/, '');
  const places = decimalsOf(kind);
  if (decimals.length > places) return null;
  const digits = `${match[1]}${decimals.padEnd(places, '0')}`.replace(/^0+(?=\d)/, '');
  return digits.length > mostDigits ? null : Number(digits);
}

/** The amount of some units, without needless decimals; the inverse of {@link unitsOf}. */
export function amountOf(kind: BankKind, units: number): string {
  const places = decimalsOf(kind);
  if (places === 0) return String(units);
  const digits = String(units).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '');
}
