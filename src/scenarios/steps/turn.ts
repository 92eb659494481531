import { z } from 'zod';
import { readSwitches } from '../../compliance/index.ts';
import { foresee } from '../../pressure/index.ts';
import type { Item, StepKind, StepRun } from '../kinds.ts';
import { later } from '../localtime.ts';
import { hoursFault, paceShape, shortestOpen } from '../pace.ts';
import { both } from '../said.ts';
import { next, text } from '../shapes.ts';
import { askAgainAfter, askForTurns, latestTurn, turnAwaited } from '../turns.ts';
import { wishAt } from '../wish.ts';

const schema = z.strictObject({
  kind: z.literal('turn'),
  ...paceShape,
  template: text.optional().describe('Key of the template that follows: who would not get it takes nobody’s turn.'),
  next,
});
type Step = z.infer<typeof schema>;

/** People go on one after the other, so many in an hour; who could not be written to anyway goes on at once. */
export const turn: StepKind<Step> = {
  schema,
  exits: (step) => [{ to: step.next, label: 'then' }],
  pauses: false,
  faults: ({ from, until, template }, known) => [
    ...(hoursFault({ from, until }) === 'half'
      ? [
          both(
            'gives one of “from” and “until”: give both or none',
            'ne donne qu’une des heures « from » et « until » : donnez les deux ou aucune',
          ),
        ]
      : []),
    ...(hoursFault({ from, until }) === 'short'
      ? [
          both(
            `is open from ${from} until ${until}: give it ${shortestOpen} minutes of a day at least`,
            `est ouverte de ${from} à ${until} : donnez-lui au moins ${shortestOpen} minutes par jour`,
          ),
        ]
      : []),
    ...(template === undefined || known.templates.get(template)?.published
      ? []
      : [
          both(
            `names the template “${template}”, which is not published: publish it or correct the key`,
            `nomme le message « ${template} », qui n’est pas publié : publiez-le ou corrigez la clé`,
          ),
        ]),
  ],
  arrive: async (run, items) => {
    const reached = await whoIsReached(run, items);
    const waiting = items.filter((item) => reached.has(item));
    const { messages, per, from, until, openDaysOnly: open } = items[0]!.step;
    const pace = { messages, per, ...(from !== undefined && { from, until }), ...(open && { openDaysOnly: open }) };
    if (waiting.length > 0) {
      run.emit(
        askForTurns(
          run.bite,
          pace,
          waiting.map(({ position }) => position),
        ),
      );
    }
    return items.map((item) =>
      reached.has(item)
        ? { waitUntil: new Date(later(item.at, run.bite.now).getTime() + askAgainAfter), awaits: turnAwaited }
        : { go: item.step.next },
    );
  },
  over: ({ step, position, at }, now) =>
    position.awaits === turnAwaited || now.getTime() - at.getTime() > latestTurn
      ? { go: position.step }
      : { go: step.next },
};

/** Those whom the gates would let the message that follows through to, as things stand. */
async function whoIsReached(run: StepRun, items: readonly Item<Step>[]): Promise<Set<Item<Step>>> {
  const template = run.templates.get(items[0]!.step.template ?? '');
  if (!template) return new Set(items);
  const wishes = items.map((item) => wishAt(item, template));
  const foreseen = await foresee(run.bite, wishes, await readSwitches(run.bite.tx));
  return new Set(items.filter((_, index) => foreseen.get(wishes[index]!.key) === null));
}
