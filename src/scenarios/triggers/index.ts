/** The registry of triggers: a new kind is one file and one line here. */
import type { TriggerKind } from '../kinds.ts';
import { date } from './date.ts';
import { byApi, manually } from './enrol.ts';
import { event } from './event.ts';
import { list } from './list.ts';
import { moment } from './moment.ts';
import { segmentEntered, segmentLeft } from './segment.ts';

/** A trigger of any kind, once its own schema has passed. */
export type Trigger = { id: string; kind: string; person?: unknown } & Record<string, unknown>;

const kinds = {
  event,
  segment_entered: segmentEntered,
  segment_left: segmentLeft,
  date,
  moment,
  list,
  api: byApi,
  manual: manually,
};

export const triggerKinds = kinds as unknown as Readonly<Record<string, TriggerKind<Trigger>>>;

/** The kind of a trigger that was validated. */
export function triggerKindOf(trigger: Trigger): TriggerKind<Trigger> {
  const kind = triggerKinds[trigger.kind];
  if (!kind) throw new Error(`There is no kind of trigger “${trigger.kind}”`);
  return kind;
}
