import { z } from 'zod';
import { defineSetting, readSettings, type Setting, writeSetting } from '../settings/index.ts';
import type { Queryable, Store } from '../store/index.ts';
import { errors } from './errors.ts';
import type { ComplianceRule } from './rule.ts';
import { type RuleId, rules } from './rules/index.ts';

/** Which rules are on. */
export type Switches = Readonly<Record<RuleId, boolean>>;

/** A rule as it stands in this shop. */
export type StandingRule = ComplianceRule & { default: boolean };

const ids = Object.keys(rules) as RuleId[];

/** The right to object knows no exception: its switch is there to be seen. */
const fixed: ReadonlySet<string> = new Set<RuleId>(['objection']);
const settingOf = (rule: ComplianceRule): Setting<boolean> =>
  defineSetting<boolean>({
    key: `compliance.${rule.id}`,
    about: `rule ${rule.number}, ${rule.title.en}: on or off`,
    schema: fixed.has(rule.id) ? z.literal(true, 'the law gives this right without exception') : z.boolean(),
    standard: rule.on,
  });
const settings = ids.map((id) => settingOf(rules[id]));

/** Every rule as declared: what holds when nobody has switched anything. */
export const defaultSwitches: Switches = Object.freeze(
  Object.fromEntries(ids.map((id) => [id, rules[id].on])) as Record<RuleId, boolean>,
);

/** The switches of this shop. */
export async function readSwitches(on: Queryable): Promise<Switches> {
  const values = await readSettings(on, settings as Setting<unknown>[]);
  return Object.fromEntries(ids.map((id, at) => [id, values[at] as boolean])) as Switches;
}

/** Every rule with its switch, by number. */
export async function listRules(on: Queryable): Promise<StandingRule[]> {
  const switches = await readSwitches(on);
  const standing = ids.map((id) => ({ ...rules[id], on: switches[id], default: rules[id].on }));
  return standing.sort((a, b) => a.number - b.number);
}

/**
 * Switches a rule; whoever does it writes it down in the audit log.
 * @throws COMPLIANCE_RULE_UNKNOWN, COMPLIANCE_RULE_FIXED for the right to object, which is absolute
 */
export async function switchRule(store: Store, id: string, on: boolean): Promise<StandingRule> {
  if (!Object.hasOwn(rules, id)) throw errors.COMPLIANCE_RULE_UNKNOWN({ id, known: ids.join(', ') });
  const rule = rules[id as RuleId];
  if (fixed.has(rule.id) && !on) {
    throw errors.COMPLIANCE_RULE_FIXED({ id, why: 'the law gives this right without exception.' });
  }
  await store.transaction((tx) => writeSetting(tx, `compliance.${id}`, on, store.clock.now()));
  return { ...rule, on, default: rule.on };
}
