import type { z } from 'zod';
import { DEEPEST_RULE, MOST_CONDITIONS, MOST_FAULTS } from './limits.ts';
import { isObject } from './value.ts';

/** Counts over a whole rule while it is checked. */
type Tally = { faults: string[]; conditions: number };

/** A place in a rule that is being checked: collects faults with their path, so that all are told at once. */
export class Place {
  readonly path: string;
  readonly depth: number;
  private readonly tally: Tally;

  constructor(path = '', depth = 0, tally: Tally = { faults: [], conditions: 0 }) {
    this.path = path;
    this.depth = depth;
    this.tally = tally;
  }

  get faults(): readonly string[] {
    return this.tally.faults;
  }

  at(key: string | number): Place {
    const path = typeof key === 'number' ? `${this.path}[${key}]` : this.path === '' ? key : `${this.path}.${key}`;
    return new Place(path, this.depth, this.tally);
  }

  /** One level of groups further down. */
  deeper(key: string | number): Place {
    const { path } = this.at(key);
    return new Place(path, this.depth + 1, this.tally);
  }

  fault(sentence: string): void {
    if (this.tally.faults.length < MOST_FAULTS) this.tally.faults.push(`${this.path || 'the rule'}: ${sentence}`);
  }

  /** Counts one more condition; false (with a fault, once) when the rule is too deep or too long to go on. */
  enter(): boolean {
    this.tally.conditions++;
    if (this.tally.conditions === MOST_CONDITIONS + 1) {
      this.fault(`the rule has more than ${MOST_CONDITIONS} conditions; split it into segments of its own`);
    }
    if (this.depth > DEEPEST_RULE) {
      this.fault(`groups lie more than ${DEEPEST_RULE} deep in each other; make a segment of the inner ones`);
    }
    return this.depth <= DEEPEST_RULE && this.tally.conditions <= MOST_CONDITIONS;
  }

  /** Holds a value against a schema; tells each issue at its own place. */
  holds(schema: z.ZodType, value: unknown): boolean {
    const read = schema.safeParse(value);
    if (read.success) return true;
    for (const issue of read.error.issues) {
      let place: Place = this;
      for (const key of issue.path) place = place.at(key as string | number);
      place.fault(issue.message);
    }
    return false;
  }

  /** An object with no other fields than these; tells what is missing and what is too much. */
  fields(
    value: unknown,
    required: readonly string[],
    optional: readonly string[] = [],
  ): value is Record<string, unknown> {
    if (!isObject(value)) {
      this.fault('it must be an object');
      return false;
    }
    const known = [...required, ...optional];
    const extra = Object.keys(value).filter((key) => !known.includes(key));
    const missing = required.filter((key) => value[key] === undefined);
    for (const key of extra) this.fault(`“${key}” is not known here; it takes ${known.join(', ')}`);
    for (const key of missing) this.fault(`“${key}” is missing`);
    return extra.length === 0 && missing.length === 0;
  }
}

/** Any value as a text: `String` would call a `toString` that came with it. */
export const textFor = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Names that look most like a wrong one, best first. */
export function nearest(wrong: unknown, names: Iterable<string>, most = 3): string[] {
  const letters = (text: string) => [...text.toLowerCase()].slice(0, 100);
  const target = letters(textFor(wrong));
  const distance = (name: string) => {
    let row = letters(name).map((_, i) => i + 1);
    row.unshift(0);
    for (const [i, a] of target.entries()) {
      const next = [i + 1];
      for (const [j, b] of letters(name).entries()) {
        next.push(Math.min(row[j]! + (a === b ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
      }
      row = next;
    }
    return row.at(-1)!;
  };
  return [...names]
    .map((name) => ({ name, far: distance(name) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ name }) => name);
}
