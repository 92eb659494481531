/** A campaign as a scenario: its audience at a moment, a turn where there is a pace, a message. Pure. */
import type { Plan } from './plan.ts';

type Draft = { key: string; name: string; unit: string | null } & Record<string, unknown>;

/** Whom it is for, and those of them who get nothing. */
export function audienceOf({ to }: Plan): { include: unknown; exclude: unknown | null } {
  const named = to.segments.map((segment) => ({ segment }));
  const include = [...named, ...(to.rule === undefined ? [] : [to.rule])];
  return {
    include: include.length === 1 ? include[0] : { any: include },
    exclude: to.except.length === 0 ? null : { any: to.except.map((segment) => ({ segment })) },
  };
}

/** The whole audience as one rule. */
function ruleOf(plan: Plan): unknown {
  const { include, exclude } = audienceOf(plan);
  return exclude === null ? include : { all: [include, { none: [exclude] }] };
}

/** The moment that a plan says, and whose clock shows it: at once is the minute that has begun. */
export function momentOf({ when }: Plan, now: Date, shopZone: string): { at: string; zone?: string } {
  if (when.at === null) return { at: now.toISOString().slice(0, 16), zone: 'UTC' };
  return when.zone === 'shop' ? { at: when.at, zone: shopZone } : { at: when.at };
}

/** Names of the steps: they stand in the figures, on the pages of people and in the marks of links. */
export const messageStep = (index: number): string => `message-${index + 1}`;

/** The scenario that a plan means, every fault of which was told before. */
export function compile(key: string, plan: Plan, moment: { at: string; zone?: string }): Draft {
  const { name, unit, holdout, messages, stopOnOrder } = plan;
  const audience = ruleOf(plan);
  const steps: Record<string, unknown> = {};
  let start = '';
  for (const [index, { template, afterDays }] of messages.entries()) {
    const chain: [string, Record<string, unknown>][] = [];
    if (index > 0) chain.push([`wait-${index + 1}`, { kind: 'wait', for: `P${afterDays}D` }]);
    if (plan.pace) chain.push([`turn-${index + 1}`, { kind: 'turn', ...plan.pace, template }]);
    // Time has passed since they came in: who does not belong to it any more is not written to.
    if (chain.length > 0)
      chain.push([`still-${index + 1}`, { kind: 'branch', paths: [{ when: audience }], otherwise: 'left' }]);
    chain.push([messageStep(index), { kind: 'message', template }]);
    start ||= chain[0]![0];
    const after = index + 1 < messages.length ? `wait-${index + 2}` : 'end';
    for (const [place, [id, step]] of chain.entries()) {
      const next = chain[place + 1]?.[0] ?? after;
      steps[id] = step.kind === 'branch' ? { ...step, paths: [{ when: audience, next }] } : { ...step, next };
    }
  }
  steps.end = { kind: 'exit' };
  if (Object.keys(steps).some((id) => id.startsWith('still-'))) steps.left = { kind: 'exit', reason: 'left_audience' };
  return {
    key,
    name,
    unit: unit ?? null,
    triggers: [{ id: 'moment', kind: 'moment', ...moment }],
    audience,
    reentry: { kind: 'never' },
    ...(holdout ? { holdout } : {}),
    ...(stopOnOrder ? { goal: { event: 'Order Completed' } } : {}),
    start,
    steps,
  };
}
