import { byKeys, type Inner, type Node } from './conditions/index.ts';
import type { Scene } from './operators/index.ts';
import { conditionOf, type Rule } from './rule.ts';
import { type Args, Builder, type Fragment, type Mode, type Slot } from './statement.ts';

/** A compiled statement: `slots` become its values when it runs. Pure; values of rules are always parameters. */
export type Compiled = { text: string; slots: readonly Slot[] };

/**
 * Compiles rules into one statement that answers, per person: `id`, and for the i-th rule `m<i>` (is a member) and `r<i>` (when
 * time alone may change that; null for never). Aggregates that several rules need are joined once.
 */
export function compileRules(rules: readonly Rule[], mode: Mode): Compiled {
  const builder = new Builder(mode, true);
  const fragments = compileAll(rules, builder);
  const columns = fragments.flatMap(({ member, recheck }, i) => [
    `coalesce(${member}, false) as m${i}`,
    `${recheck === null ? 'null::timestamptz' : wholeMilliseconds(recheck)} as r${i}`,
  ]);
  const people = peopleOf(builder);
  return { text: `${head(builder)}select s.id,\n  ${columns.join(',\n  ')}\n${people}`, slots: builder.slots };
}

/** Moments travel as JavaScript dates: one that is not on a millisecond would be asked again just before it, for ever. */
const wholeMilliseconds = (moment: string): string =>
  `date_trunc('milliseconds', ${moment} + interval '999 microseconds')`;

/** Compiles a rule into a statement that answers the `id` of members only, without asking when that may change. */
export function compileMembers(rule: Rule, mode: Mode): Compiled {
  const builder = new Builder(mode, false);
  const [fragment] = compileAll([rule], builder);
  const people = peopleOf(builder, fragment!.member);
  return { text: `${head(builder)}select s.bucket, s.id\n${people}`, slots: builder.slots };
}

/** Whom time changes within so long is told by name, so that their moments need no other person to be asked. */
const SOON = "interval '6 hours'";

/**
 * Compiles a rule into a statement that counts, per bucket that has people: `bucket`, `people` (who match), `first` (the first moment
 * at which time alone may change that; null for never), `later` (the first one that is not soon) and `soon` (those before it:
 * person, moment, match now).
 */
export function compileCount(rule: Rule, mode: 'some' | 'base'): Compiled {
  const builder = new Builder(mode, true);
  const [{ member, recheck }] = compileAll([rule], builder) as [Fragment];
  const soon = recheck === null ? '' : `${builder.asOf} + ${SOON}`;
  // Without a clock in it, the rule may stand in the `where`, where a condition on another table can be joined.
  const people =
    recheck === null
      ? `s.bucket, count(*) as people, null::timestamptz as first, null::timestamptz as later, null::jsonb as soon
        ${peopleOf(builder, member)}`
      : `s.bucket, count(*) filter (where s.member) as people, min(s.at) as first, min(s.at) filter (where s.at >= ${soon}) as later,
        jsonb_agg(jsonb_build_array(s.id, s.at, s.member)) filter (where s.at < ${soon}) as soon
        from (select s.bucket, s.id, coalesce(${member}, false) as member, ${wholeMilliseconds(recheck)} as at ${peopleOf(builder)}) s`;
  return { text: `${head(builder)}select ${people}\ngroup by s.bucket`, slots: builder.slots };
}

function compileAll(rules: readonly Rule[], builder: Builder): Fragment[] {
  // Asked for lazily: PostgreSQL refuses a parameter that its text does not name.
  const scene: Scene = {
    builder,
    get asOf() {
      return builder.asOf;
    },
    get zone() {
      return builder.zone;
    },
  };
  const inner: Inner = {
    check: () => {},
    say: () => '',
    called: byKeys,
    compile: (rule: Node, scene) => conditionOf(rule)!.compile(rule, scene, inner),
  };
  return rules.map((rule) => inner.compile(rule, scene));
}

function head({ aggregates }: Builder): string {
  if (aggregates.size === 0) return '';
  return `with ${[...aggregates].map(([text, name]) => `${name} as (\n    ${text}\n)`).join(',\n')}\n`;
}

/** The people who are asked about, each joined with what was aggregated. */
function peopleOf(builder: Builder, where?: string): string {
  const { mode } = builder;
  const conditions = builder.asked('s');
  const touched = mode === 'touched' ? `from ${touchedPeople(builder)} s` : 'from person s';
  const joins = [...builder.aggregates.values()].map(
    (name) => `left join ${name} on ${name}.bucket = s.bucket and ${name}.person_id = s.id`,
  );
  const tests = [...conditions, ...(where === undefined ? [] : [`(${where})`])];
  return [touched, ...joins, ...(tests.length > 0 ? [`where ${tests.join(' and ')}`] : [])].join('\n');
}

const touchedPeople = (builder: Builder): string =>
  `(select p.*, t.as_of from ${builder.touchedRows()} join person p on p.bucket = ${builder.arg('bucket', 'integer')} and p.id = t.person_id)`;

/** The statement with its values, ready for `query`. */
export function bind({ text, slots }: Compiled, args: Partial<Args>): { text: string; values: unknown[] } {
  const values = slots.map((slot) => {
    if ('value' in slot) return slot.value;
    if (args[slot.arg] === undefined) throw new Error(`The statement needs the argument ${slot.arg}`);
    return args[slot.arg];
  });
  return { text, values };
}
