import {
  IconArrowsSplit,
  IconBell,
  IconCalendarEvent,
  IconCircleOff,
  IconClock,
  IconDice3,
  IconGitBranch,
  IconHourglass,
  IconListCheck,
  IconMail,
  IconQuestionMark,
  IconTag,
  type TablerIcon,
} from '@tabler/icons-react';
import type { StepKind } from './model/kinds.ts';

/** One picture per kind of step, and the warmth of its colour: what says something, what waits, what decides, what writes. */
const LOOKS: Record<StepKind, { icon: TablerIcon; mood: Mood }> = {
  message: { icon: IconMail, mood: 'say' },
  wait: { icon: IconHourglass, mood: 'wait' },
  hour: { icon: IconClock, mood: 'wait' },
  until: { icon: IconCalendarEvent, mood: 'wait' },
  await: { icon: IconBell, mood: 'wait' },
  branch: { icon: IconGitBranch, mood: 'decide' },
  split: { icon: IconDice3, mood: 'decide' },
  parallel: { icon: IconArrowsSplit, mood: 'decide' },
  trait: { icon: IconTag, mood: 'write' },
  list: { icon: IconListCheck, mood: 'write' },
  exit: { icon: IconCircleOff, mood: 'end' },
};
export type Mood = 'say' | 'wait' | 'decide' | 'write' | 'end';

const UNKNOWN = { icon: IconQuestionMark, mood: 'end' as Mood };
export const lookOf = (kind: string): { icon: TablerIcon; mood: Mood } => LOOKS[kind as StepKind] ?? UNKNOWN;
