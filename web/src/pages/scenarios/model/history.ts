/** What was, is, and was undone. Pure. */

export type History<State> = {
  past: readonly State[];
  present: State;
  future: readonly State[];
  /** What the last change was about: changes of the same field that follow each other are undone together. */
  about: string | null;
};

/** Further back nobody goes. */
const MOST = 200;

export const begin = <State>(present: State): History<State> => ({ past: [], present, future: [], about: null });

/** @param about what it changes, for instance one field of one step; without it every change is undone alone */
export function change<State>(history: History<State>, next: State, about: string | null = null): History<State> {
  const { past, present } = history;
  if (next === present) return history;
  const goesOn = about !== null && about === history.about;
  return { past: goesOn ? past : [...past.slice(-MOST + 1), present], present: next, future: [], about };
}

export function undo<State>({ past, present, future }: History<State>): History<State> {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future, about: null };
  return { past: past.slice(0, -1), present: before, future: [present, ...future], about: null };
}

export function redo<State>({ past, present, future }: History<State>): History<State> {
  const [next, ...rest] = future;
  if (next === undefined) return { past, present, future, about: null };
  return { past: [...past, present], present: next, future: rest, about: null };
}
