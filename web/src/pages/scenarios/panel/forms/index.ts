/** The registry of forms: a kind of step and what it is set by. */
import type { ReactNode } from 'react';
import type { StepKind } from '../../model/kinds.ts';
import { BranchForm, ParallelForm, SplitForm } from './choosing.tsx';
import type { FormProps } from './form.ts';
import { MessageForm } from './message.tsx';
import { AwaitForm, HourForm, UntilForm, WaitForm } from './waiting.tsx';
import { ExitForm, ListForm, TraitForm } from './writing.tsx';

export const FORMS: Record<StepKind, (props: FormProps) => ReactNode> = {
  message: MessageForm,
  wait: WaitForm,
  hour: HourForm,
  until: UntilForm,
  await: AwaitForm,
  branch: BranchForm,
  split: SplitForm,
  parallel: ParallelForm,
  trait: TraitForm,
  list: ListForm,
  exit: ExitForm,
};
