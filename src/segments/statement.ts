/** What is known only when a compiled statement runs. */
export type Args = {
  bucket: number;
  /** People and their moments, of equal length (mode `touched`). */
  people: readonly string[];
  moments: readonly Date[];
  /** The buckets that are asked (mode `some`). */
  buckets: readonly number[];
  /** The moment of everybody (modes `bucket`, `some` and `base`). */
  asOf: Date;
  /** The shop's time zone, and every zone that this PostgreSQL knows. */
  timezone: string;
  zones: readonly string[];
};

/**
 * Whom a statement asks about: `touched` people each at a moment of their own, everybody of a bucket, of some buckets, or everybody.
 */
export type Mode = 'touched' | 'bucket' | 'some' | 'base';

/** A text whose parameters are values of the rule or arguments of the run. */
export type Slot = { value: unknown } | { arg: keyof Args };

/** What a condition becomes: SQL that is true for who matches (null counts as false), and when time alone may change it. */
export type Fragment = {
  member: string;
  /** SQL of the earliest moment after the person's; null where only a fact can change the answer. */
  recheck: string | null;
};

/**
 * Collects parameters and joined aggregates while a rule is compiled. Every value of the rule becomes a parameter; texts
 * put into the statement are this program's own.
 */
export class Builder {
  readonly mode: Mode;
  /** Whether the statement has to say when time alone changes an answer; counting people does without. */
  readonly wantsRecheck: boolean;
  readonly slots: Slot[] = [];
  readonly aggregates = new Map<string, string>();
  private readonly known = new Map<string, string>();

  constructor(mode: Mode, wantsRecheck: boolean) {
    this.mode = mode;
    this.wantsRecheck = wantsRecheck;
  }

  /** A value of the rule as a parameter; the same value twice is the same parameter. */
  value(value: unknown, type: string): string {
    return this.slot(`${type} ${JSON.stringify(value)}`, { value }, type);
  }

  /** An argument of the run. */
  arg(arg: keyof Args, type: string): string {
    return this.slot(`${type} @${arg}`, { arg }, type);
  }

  private slot(key: string, slot: Slot, type: string): string {
    const known = this.known.get(key);
    if (known) return known;
    const parameter = `$${this.slots.push(slot)}::${type}`;
    this.known.set(key, parameter);
    return parameter;
  }

  /** The moment the person `s` is asked about. */
  get asOf(): string {
    return this.mode === 'touched' ? 's.as_of' : this.arg('asOf', 'timestamptz');
  }

  /** The person's time zone; the shop's for people without one or with one that PostgreSQL does not know. */
  get zone(): string {
    const known = `s.timezone = any(${this.arg('zones', 'text[]')})`;
    return `case when ${known} then s.timezone else ${this.shopZone} end`;
  }

  get shopZone(): string {
    return this.arg('timezone', 'text');
  }

  /**
   * Joins an aggregate over a table of facts, one row per person; answers the name it is joined under. The same text
   * twice is joined once. In `touched` mode the facts are found person by person through the index that starts with
   * (bucket, person_id); otherwise the table is read once and hashed.
   */
  aggregate(given: { table: string; alias: string; from: string; where: string[]; columns: string[] }): string {
    const { alias } = given;
    const conditions = [...this.boundTo(alias), ...given.where].join('\n      and ');
    const text = `select ${alias}.bucket, ${alias}.person_id, ${given.columns.join(', ')}
    from ${this.touchedBy()}${given.table} ${alias}${given.from}
    where ${conditions}
    group by ${alias}.bucket, ${alias}.person_id`;
    const known = this.aggregates.get(text);
    if (known) return known;
    const name = `a${this.aggregates.size + 1}`;
    this.aggregates.set(text, name);
    return name;
  }

  /** The moment inside an aggregate: there the person's own stands in `t`. */
  get factAsOf(): string {
    return this.mode === 'touched' ? 't.as_of' : this.arg('asOf', 'timestamptz');
  }

  private touchedBy(): string {
    return this.mode === 'touched' ? `${this.touchedRows()} cross join ` : '';
  }

  /** People and moments as rows `t`. */
  touchedRows(): string {
    return `unnest(${this.arg('people', 'uuid[]')}, ${this.arg('moments', 'timestamptz[]')}) as t(person_id, as_of)`;
  }

  private boundTo(alias: string): string[] {
    const owned = this.mode === 'touched' ? `${alias}.person_id = t.person_id` : `${alias}.person_id is not null`;
    return [...this.asked(alias), owned];
  }

  /** The condition that keeps a table to the buckets that are asked; none when all are. */
  asked(alias: string): string[] {
    if (this.mode === 'base') return [];
    if (this.mode === 'some') return [`${alias}.bucket = any(${this.arg('buckets', 'integer[]')})`];
    return [`${alias}.bucket = ${this.arg('bucket', 'integer')}`];
  }

  /** `x.bucket = $1` for a table read beside another one, so that every table of the statement names the bucket. */
  sameBucket(alias: string, beside = 's'): string {
    const asked = this.asked(alias);
    if (this.mode === 'bucket' || this.mode === 'touched') return asked.join();
    return [`${alias}.bucket = ${beside}.bucket`, ...asked].join(' and ');
  }
}

/** The earliest of several moments; null when there is none. */
export function earliest(moments: readonly (string | null)[]): string | null {
  const real = [...new Set(moments.filter((moment) => moment !== null))];
  if (real.length === 0) return null;
  return real.length === 1 ? real[0]! : `least(${real.join(', ')})`;
}
