/** Kinds of steps and triggers as the palette offers them, each with what a new one begins with. Pure. */
import type { Step, Trigger } from './draft.ts';

/** In the order of the palette. */
export const STEP_KINDS = [
  'message',
  'wait',
  'hour',
  'until',
  'await',
  'branch',
  'split',
  'parallel',
  'trait',
  'list',
  'exit',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];
export const isStepKind = (kind: string): kind is StepKind => (STEP_KINDS as readonly string[]).includes(kind);

const FRESH: Record<StepKind, () => Record<string, unknown>> = {
  message: () => ({ template: '' }),
  wait: () => ({ for: 'P1D' }),
  hour: () => ({ at: '09:00' }),
  until: () => ({ at: '' }),
  await: () => ({ event: '', within: 'P3D' }),
  branch: () => ({ paths: [{}] }),
  split: () => ({ paths: [{ weight: 50 }, { weight: 50 }] }),
  parallel: () => ({ paths: ['', ''] }),
  trait: () => ({ set: {} }),
  list: () => ({ list: '', action: 'add' }),
  exit: () => ({}),
};
export const freshStep = (kind: StepKind): Step => ({ kind, ...FRESH[kind]() });

export const TRIGGER_KINDS = ['event', 'segment_entered', 'segment_left', 'list', 'date', 'api', 'manual'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

const FRESH_TRIGGER: Record<TriggerKind, () => Record<string, unknown>> = {
  event: () => ({ event: '' }),
  segment_entered: () => ({ segment: '' }),
  segment_left: () => ({ segment: '' }),
  list: () => ({ list: '' }),
  date: () => ({ trait: '', yearly: true, hour: '09:00' }),
  api: () => ({}),
  manual: () => ({}),
};

/** A new trigger under an id that none has. */
export function freshTrigger(kind: TriggerKind, taken: readonly Trigger[]): Trigger {
  const ids = new Set(taken.map(({ id }) => id));
  const base = kind.replace('_', '-');
  let id = base;
  for (let number = 2; ids.has(id); number++) id = `${base}-${number}`;
  return { id, kind, ...FRESH_TRIGGER[kind]() };
}
