/** The registry of steps: a new kind is one file and one line here. */
import type { StepKind } from '../kinds.ts';
import { awaitEvent } from './await.ts';
import { branch } from './branch.ts';
import { exit } from './exit.ts';
import { atHourOfDay } from './hour.ts';
import { list } from './list.ts';
import { message } from './message.ts';
import { parallel } from './parallel.ts';
import { split } from './split.ts';
import { trait } from './trait.ts';
import { turn } from './turn.ts';
import { until } from './until.ts';
import { wait } from './wait.ts';

/** A step of any kind, once its own schema has passed. */
export type Step = { kind: string } & Record<string, unknown>;

const kinds = {
  wait,
  until,
  hour: atHourOfDay,
  await: awaitEvent,
  turn,
  branch,
  split,
  parallel,
  message,
  trait,
  list,
  exit,
};

export const stepKinds = kinds as unknown as Readonly<Record<string, StepKind<Step>>>;

/** The kind of a step that was validated. */
export function kindOf(step: Step): StepKind<Step> {
  const kind = stepKinds[step.kind];
  if (!kind) throw new Error(`There is no kind of step “${step.kind}”`);
  return kind;
}
