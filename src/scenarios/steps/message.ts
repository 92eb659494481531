import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import type { Item, StepKind } from '../kinds.ts';
import { addDuration, localDate } from '../localtime.ts';
import { both } from '../said.ts';
import { duration, next, text } from '../shapes.ts';
import { wishAt } from '../wish.ts';

const signer = z.strictObject({
  name: text,
  address: text.describe('E-mail address of the sender.').optional(),
  phone: text.optional(),
  title: text.optional(),
});

const schema = z.strictObject({
  kind: z.literal('message'),
  template: text.describe('Key of a published template.'),
  sender: z
    .strictObject({
      from: z.enum(['shop', 'owner']).describe('owner: the representative who looks after the person.'),
      fallback: signer.optional().describe('Who signs for people without a representative; without it the shop does.'),
    })
    .optional(),
  coupon: z
    .strictObject({
      code: text,
      validFor: duration.optional().describe('The last day is counted on the person’s calendar.'),
    })
    .optional(),
  values: z
    .record(z.string().max(100), z.union([text, z.number(), z.boolean()]))
    .optional()
    .describe('More values for the template, as they are.'),
  next,
});
type Step = z.infer<typeof schema>;

const missing = (key: string) =>
  both(
    `sends the template “${key}”, which does not exist: create it or correct the key`,
    `envoie le message « ${key} », qui n’existe pas : créez-le ou choisissez-en un autre`,
  );
const unpublished = (key: string) =>
  both(
    `sends the template “${key}”, which was never published: publish it first`,
    `envoie le message « ${key} », qui n’a jamais été publié : publiez-le d’abord`,
  );

/** Utters the wish to send a template. Whether it may leave is decided by the gates; the person goes on at once. */
export const message: StepKind<Step> = {
  schema,
  exits: (step) => [{ to: step.next, label: 'then' }],
  pauses: false,
  faults: (step, known) => {
    const template = known.templates.get(step.template);
    if (!template) return [missing(step.template)];
    return template.published ? [] : [unpublished(step.template)];
  },
  doubts: (step, known) =>
    known.templates.get(step.template)?.archived
      ? [
          both(
            `sends the template “${step.template}”, which is archived`,
            `envoie le message « ${step.template} », qui est archivé`,
          ),
        ]
      : [],
  arrive: ({ templates, wish }, items) =>
    items.map((item) => {
      const { step, position } = item;
      const template = templates.get(step.template);
      // Publication asks for a published template and templates are never deleted.
      if (!template) throw new Error(`The template “${step.template}” of step “${position.step}” is gone`);
      wish(wishAt(item, template, contextOf(item)));
      return { go: step.next };
    }),
};

/** What the message may say of its occasion: the entry's context and the step's own values. */
function contextOf({ step, position, at, zone, unit }: Item<Step>): Record<string, unknown> {
  const { coupon, sender, values } = step;
  return {
    ...position.context,
    ...values,
    ...((sender || unit) && { sender: { ...(sender ?? { from: 'unit' }), ...(unit && { unit }) } }),
    ...(coupon && {
      coupon: {
        code: coupon.code,
        ...(coupon.validFor && { validUntil: localDate(addDuration(at, parseDuration(coupon.validFor), zone), zone) }),
      },
    }),
  };
}
