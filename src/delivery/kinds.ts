/** What this room applies, by the kind of inbox entry: one file per kind and one line here. */
import type { Applier } from '../store/index.ts';
import { applyOutcomes, outcomeKind } from './came-back.ts';
import { inboxKinds as engagementKinds } from './engagement/hits.ts';
import { applyCancel, cancelKind } from './pauses.ts';
import { applySends, sendKind } from './requests.ts';

export const inboxKinds: Readonly<Record<string, Applier>> = {
  ...engagementKinds,
  [outcomeKind]: applyOutcomes,
  [cancelKind]: applyCancel,
  [sendKind]: applySends,
};
