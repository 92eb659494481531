/** Steps, triggers and ways in a sentence each, as a marketer would say them. */
import { useMemo } from 'react';
import { useNames } from '../../parts/names.ts';
import { itemsOf } from '../../queries/client.ts';
import { useLists } from '../../queries/lists.ts';
import { useMessageChoices } from '../../queries/scenarios.ts';
import { useSegments } from '../../queries/segments.ts';
import { type Say, useLanguage, useWords } from '../../words.ts';
import { type Draft, type Step, type Trigger, waysOf } from './model/draft.ts';
import { isStepKind, TRIGGER_KINDS } from './model/kinds.ts';

/** What things are called: templates, segments and lists by their keys. */
type Names = { message: NameOf; segment: NameOf; list: NameOf; event: NameOf; field: NameOf; t: Say };
type NameOf = (key: unknown) => string;

const DURATION = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS = ['Y', 'M', 'W', 'D', 'H', 'min', 'S'] as const;

/** `P1DT2H` → “1 day 2 hours”; what is no duration is said as it is written. */
function sayDuration(text: unknown, t: Say /* scenarios */): string {
  const [, , ...parts] = DURATION.exec(String(text)) ?? [];
  const said = UNITS.flatMap((unit, at) => (parts[at] ? [t(`units.${unit}`, { count: Number(parts[at]) })] : []));
  return said.length === 0 ? String(text ?? '') : said.join(' ');
}

/** Before or after: `-P5D` → “5 days before”. */
function sayOffset(text: unknown, t: Say /* scenarios */): string {
  const back = String(text).startsWith('-');
  const duration = sayDuration(String(text).replace(/^-/, ''), t);
  return back ? t('offset.before', { duration }) : t('offset.after', { duration });
}

type Speak = (step: Step, names: Names) => string;
const given = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const STEPS: Record<string, Speak> = {
  message: ({ template }, { message, t /* scenarios */ }) =>
    given(template) ? t('says.message', { name: message(template) }) : t('says.noMessage'),
  wait: (step, { t }) => sayWait(step, t),
  hour: (step, { t }) => sayHour(step, t),
  until: (step, names) => sayUntil(step, names),
  await: (step, names) => sayAwait(step, names),
  branch: (step, { t }) => sayBranch(step, t),
  split: (step, { t }) => t2(t, 'split', { shares: sharesOf(step, t).join(' / ') }),
  parallel: ({ paths }, { t }) => t2(t, 'parallel', { count: (paths as unknown[] | undefined)?.length ?? 0 }),
  trait: (step, names) => sayTrait(step, names),
  list: ({ list, action }, { list: name, t }) =>
    given(list) ? t2(t, action === 'remove' ? 'listRemove' : 'listAdd', { name: name(list) }) : t2(t, 'noList', {}),
  exit: (step, { t }) => (step.all ? t('says.exitAll') : t('says.exit')),
};

/** `says.<name>`, for the words that are chosen at run time. */
const t2 = (t: Say /* scenarios */, name: string, values: Record<string, unknown>): string => t(`says.${name}`, values);

function sayWait(step: Step, t: Say /* scenarios */): string {
  const duration = sayDuration(step.for, t);
  return step.hour ? t('says.waitHour', { duration, hour: step.hour }) : t('says.wait', { duration });
}

function sayHour({ at, until, weekdays, openDaysOnly }: Step, t: Say /* scenarios */): string {
  const days = (weekdays as string[] | undefined)?.map((day) => t(`weekdays.${day}`)).join(', ');
  const hours = until ? t('says.hours', { at, until }) : t('says.hour', { at });
  return [hours, days, openDaysOnly ? t('says.openDays') : ''].filter(Boolean).join(' · ');
}

function sayUntil(step: Step, { field, t /* scenarios */ }: Names): string {
  if (step.trait === undefined)
    return given(step.at) ? t('says.until', { at: sayMoment(step.at) }) : t('says.noMoment');
  if (!given(step.trait)) return t('says.noMoment');
  const hour = step.hour ? ` · ${step.hour}` : '';
  if (!step.offset) return t('says.untilTrait', { trait: field(step.trait) }) + hour;
  return t('says.untilOffset', { offset: sayOffset(step.offset, t), trait: field(step.trait) }) + hour;
}

/** `2026-12-01T09:00` → “2026-12-01 09:00”. */
const sayMoment = (text: unknown): string => String(text).replace('T', ' ');

function sayAwait({ event, within }: Step, { event: nameOf, t /* scenarios */ }: Names): string {
  if (!given(event)) return t('says.noEvent');
  return t('says.await', { event: nameOf(event), duration: sayDuration(within, t) });
}

function sayBranch({ paths }: Step, t: Say /* scenarios */): string {
  const all = (paths ?? []) as { name?: string }[];
  const named = all.map(({ name }) => name).filter(Boolean);
  if (named.length === all.length && named.length > 0) return t('says.branchNamed', { names: named.join(', ') });
  return t('says.branch', { count: all.length });
}

function sayTrait({ set }: Step, { field, t /* scenarios */ }: Names): string {
  const pairs = Object.entries((set ?? {}) as Record<string, unknown>);
  if (pairs.length === 0) return t('says.noTrait');
  return t('says.trait', { pairs: pairs.map(([name, value]) => `${field(name)} = ${value ?? '∅'}`).join(', ') });
}

/** Why people leave at an exit: its title, or what the way there says; its word for the figures where nothing else is there. */
function whyOut(draft: Draft, key: string, { event }: Names): string {
  const { title, reason } = draft.steps[key]!;
  if (given(title)) return given(title);
  for (const { from, port, to } of waysOf(draft)) {
    const step = draft.steps[from];
    if (to !== key || !step) continue;
    if (step.kind === 'await' && port === 'next') return event(step.event);
    const path = port.startsWith('paths.')
      ? (step.paths as { name?: string }[])[Number(port.slice('paths.'.length))]
      : null;
    if (path?.name) return path.name;
  }
  return given(reason);
}

function sayStep(draft: Draft, key: string, names: Names): string {
  const { t /* scenarios */ } = names;
  const step = draft.steps[key];
  if (!step) return key;
  const said = isStepKind(step.kind) ? STEPS[step.kind]!(step, names) : step.kind;
  const why = step.kind === 'exit' && (given(step.reason) || given(step.title)) ? whyOut(draft, key, names) : '';
  return why === '' ? said : t('says.because', { said, why });
}

/** Reasons that every scenario has, beside those of its own exits. */
const ENDS = ['goal', 'exit', 'completed', 'archived', 'cancelled', 'merged'];

function sayEnd(draft: Draft, reason: string, names: Names): string {
  const { t /* scenarios */ } = names;
  const exit = Object.keys(draft.steps).find((key) => draft.steps[key]!.reason === reason);
  if (exit) return t('ends.because', { why: whyOut(draft, exit, names) });
  return ENDS.includes(reason) ? t(`ends.${reason}`) : t('ends.because', { why: reason });
}

/** Shares of a split in percent. */
export function sharesOf({ paths }: Step, t: Say /* scenarios */): string[] {
  const all = (paths ?? []) as { name?: string; weight?: number }[];
  const total = all.reduce((sum, { weight = 0 }) => sum + weight, 0);
  return all.map(({ name, weight = 0 }) => {
    const share = t('ports.share', { share: total === 0 ? 0 : Math.round((weight / total) * 1000) / 10 });
    return name ? `${name} ${share}` : share;
  });
}

/** What a way out of a step is called on the drawing; '' where there is only one. */
function sayPort(step: Step, port: string, t: Say /* scenarios */): string {
  if (port === 'next') return step.kind === 'await' ? t('ports.came') : step.kind === 'until' ? t('ports.then') : '';
  if (port === 'timeout') return t('ports.timeout', { duration: sayDuration(step.within, t) });
  if (port === 'otherwise') return step.kind === 'until' ? t('ports.noDate') : t('ports.otherwise');
  if (port === 'past') return t('ports.past');
  const at = Number(port.slice('paths.'.length));
  if (step.kind === 'split') return sharesOf(step, t)[at] ?? '';
  if (step.kind === 'parallel') return t('ports.path', { number: at + 1 });
  const paths = (step.paths ?? []) as { name?: string }[];
  return paths[at]?.name || (paths.length === 1 ? t('ports.yes') : t('ports.condition', { number: at + 1 }));
}

function sayTrigger(trigger: Trigger, names: Names): string {
  const { segment, list, event, t /* scenarios */ } = names;
  const { kind } = trigger;
  if (!(TRIGGER_KINDS as readonly string[]).includes(kind)) return kind;
  if (kind === 'date') return sayDateTrigger(trigger, names);
  const name = { event: event(trigger.event), list: list(trigger.list), segment: segment(trigger.segment) };
  const said = kind === 'event' ? name.event : kind === 'list' ? name.list : name.segment;
  const needsName = kind !== 'api' && kind !== 'manual';
  return needsName && said === '' ? saysOfTrigger(t, 'unset', {}) : saysOfTrigger(t, kind, { name: said });
}

const saysOfTrigger = (t: Say /* scenarios */, kind: string, values: Record<string, unknown>): string =>
  t(`triggers.${kind}`, values);

function sayDateTrigger({ trait, offset, yearly, hour }: Trigger, { field, t /* scenarios */ }: Names): string {
  if (!given(trait)) return t('triggers.unset');
  const name = field(trait);
  const when = yearly ? t('triggers.yearly', { name }) : t('triggers.date', { name });
  return [offset ? t('triggers.when', { offset: sayOffset(offset, t), when }) : when, hour].filter(Boolean).join(' · ');
}

/** Everything said with the names that are known now. */
export function useSentences() {
  const t = useWords('scenarios');
  const { language } = useLanguage();
  const called = useNames();
  const templates = itemsOf(useMessageChoices());
  const segments = itemsOf(useSegments());
  const lists = itemsOf(useLists());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the language
  return useMemo(() => {
    const nameIn = (all: readonly { key: string; name: string }[]) => (key: unknown) =>
      all.find((one) => one.key === key)?.name ?? given(key);
    const names: Names = {
      message: nameIn(templates),
      segment: nameIn(segments),
      list: nameIn(lists),
      event: (name) => called.event(given(name)),
      field: (name) => called.field(given(name)),
      t,
    };
    return {
      /** A step by its key, as drawing and lists name it. */
      stepOf: (draft: Draft, key: string) => sayStep(draft, key, names),
      /** How somebody's way ended, by the reason that is kept. */
      end: (draft: Draft, reason: string) => sayEnd(draft, reason, names),
      /** Both, for whoever does not see the picture of the kind. */
      titled: (kind: string, says: string) => t('canvas.step', { kind, says }),
      kind: (kind: string) => (isStepKind(kind) ? t(`kinds.${kind}`) : kind),
      trigger: (one: Trigger) => sayTrigger(one, names),
      port: (one: Step, port: string) => sayPort(one, port, t),
    };
  }, [language, templates.length, segments.length, lists.length]);
}
export type Sentences = ReturnType<typeof useSentences>;
