import type { Wish } from '../pressure/index.ts';
import { keyOf } from '../store/index.ts';
import type { Item, TemplateFacts } from './kinds.ts';

/** The wish that a message is sent to somebody at a step. Entry, step and visit are its identity. */
export const wishAt = (
  { position, at }: Item,
  template: TemplateFacts,
  context: Record<string, unknown> = {},
): Wish => ({
  key: keyOf(position.entryId, position.step, position.visit),
  personId: position.personId,
  entryId: position.entryId,
  scenarioId: position.scenarioId,
  step: position.step,
  visit: position.visit,
  templateId: template.id,
  templateVersion: template.version,
  channel: template.channel,
  class: template.class,
  purpose: template.purpose,
  wishedAt: at,
  context,
  arm: position.arm,
});
