import type { Step } from '../../model/draft.ts';

/** What a form of one kind of step is given. */
export type FormProps = {
  step: Step;
  /** Changes fields of the step; undefined takes one away. */
  set: (fields: Record<string, unknown>) => void;
};
