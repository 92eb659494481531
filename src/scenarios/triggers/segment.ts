import { z } from 'zod';
import type { TriggerKind } from '../kinds.ts';
import type { Known } from '../known.ts';
import { ruleFaults } from '../rules.ts';
import { both, type Said } from '../said.ts';
import { id, rule, text } from '../shapes.ts';

const shape = { id, segment: text.describe('Key of a segment.'), person: rule.optional() };
const entered = z.strictObject({ ...shape, kind: z.literal('segment_entered') });
const left = z.strictObject({ ...shape, kind: z.literal('segment_left') });

function faults(trigger: { segment: string; person?: unknown }, known: Known): Said[] {
  const missing = known.segments.has(trigger.segment)
    ? []
    : [
        both(
          `names the segment “${trigger.segment}”, which does not exist: create it or correct the key`,
          `nomme le segment « ${trigger.segment} », qui n’existe pas : créez-le ou choisissez-en un autre`,
        ),
      ];
  return [...missing, ...ruleFaults(trigger.person, known)];
}

/** The person came into a segment; a segment's first computation moves nobody. */
export const segmentEntered: TriggerKind<z.infer<typeof entered>> = {
  schema: entered,
  topics: (trigger) => [`segment+:${trigger.segment}`],
  faults,
  already: (trigger) => ({ segment: trigger.segment }),
};

/** The person left a segment. */
export const segmentLeft: TriggerKind<z.infer<typeof left>> = {
  schema: left,
  topics: (trigger) => [`segment-:${trigger.segment}`],
  faults,
};
