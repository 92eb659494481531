/**
 * The draft in hand: changed, undone, and kept at the server a moment after each change. Somebody who saved the same scenario meanwhile is
 * told, and nothing of either is written over without a choice.
 */
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Scenario, ScenarioFault } from '../../../../src/api/contract.ts';
import { type Other, otherOf } from '../../parts/conflict-note.tsx';
import { inOrder } from '../../parts/in-order.ts';
import { keepHere } from '../../parts/kept-here.ts';
import { readScenario, useJudged, useKeepDraft } from '../../queries/scenarios.ts';
import { asDraft, type Draft } from './model/draft.ts';
import { begin, change, type History, redo, undo } from './model/history.ts';

/** How long the hand may rest before the draft is kept. */
const REST_MS = 700;
/** What the server has not taken yet stands in the browser, so that a reload loses nothing. */
const unsentOf = (key: string) => `declic.scenario.${key}`;
/** With the revision that it was made of. */
type Unsent = { revision: number; draft: Draft };

export type Kept = 'kept' | 'keeping' | 'failed' | 'conflict';
/** A change of the draft; `about` names the field, so that what is typed in it is undone at once. */
export type Change = (work: (draft: Draft) => Draft, about?: string) => void;

type Action = { do: 'change'; work: (draft: Draft) => Draft; about?: string } | { do: 'undo' } | { do: 'redo' };

function reduce(history: History<Draft>, action: Action): History<Draft> {
  if (action.do === 'undo') return undo(history);
  if (action.do === 'redo') return redo(history);
  return change(history, action.work(history.present), action.about ?? null);
}

/** What the browser kept of a draft that did not reach the server; null when there is none, or it did after all. */
function readUnsent(scenario: Scenario): Unsent | null {
  try {
    const found = JSON.parse(localStorage.getItem(unsentOf(scenario.key)) ?? 'null') as Unsent | null;
    if (!found?.draft || inOrder(found.draft) === inOrder(scenario.draft)) return null;
    return { revision: found.revision, draft: asDraft(found.draft) };
  } catch {
    return null;
  }
}

export function useEditor(scenario: Scenario, mayWrite: boolean) {
  const { key } = scenario;
  const [unsent] = useState(() => (mayWrite ? readUnsent(scenario) : null));
  const [history, act] = useReducer(reduce, unsent?.draft ?? asDraft(scenario.draft), begin);
  const { present } = history;
  const changeDraft: Change = useCallback((work, about) => act({ do: 'change', work, about }), []);
  const keeping = useKeeping(scenario, unsent, present, mayWrite);
  const { data: judged } = useJudged(key);
  return {
    draft: present,
    change: changeDraft,
    undo: useCallback(() => act({ do: 'undo' }), []),
    redo: useCallback(() => act({ do: 'redo' }), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    ...keeping,
    /** Their version takes the place of the own one, which undo brings back. */
    takeTheirs: () => void keeping.readTheirs().then((theirs) => theirs && changeDraft(() => theirs)),
    faults: judged?.errors ?? NONE,
    doubts: judged?.warnings ?? NONE,
    mayWrite,
  };
}
export type Editor = ReturnType<typeof useEditor>;

const NONE: ScenarioFault[] = [];
type State = { kept: Kept; keepError: unknown; other: Other | null };

/** Keeps what is new once the hand rests; what fails is tried again with the next change, or when somebody asks. */
function useKeeping(scenario: Scenario, unsent: Unsent | null, draft: Draft, mayWrite: boolean) {
  const { key } = scenario;
  const keep = useKeepDraft(key);
  const [state, setState] = useState<State>(() => firstState(scenario, unsent));
  /** The draft that the server has, as long as nothing was changed: afterwards every draft is a change. */
  const untouched = useRef<Draft | null>(unsent ? null : draft);
  const now = useRef({ draft, keep, kept: state.kept, revision: unsent?.revision ?? scenario.revision });
  Object.assign(now.current, { draft, keep });
  /** Known at once to whoever asks before the page is drawn anew. */
  const enter = useCallback((kept: Kept, keepError: unknown = null, other: Other | null = null) => {
    now.current.kept = kept;
    setState({ kept, keepError, other });
  }, []);
  const send = useMemo(() => {
    let running: Promise<void> = Promise.resolve();
    const work = async (next: Draft) => {
      try {
        now.current.revision = await now.current.keep(next, now.current.revision);
        // Whoever went on meanwhile is not done yet.
        if (!same(next, now.current.draft)) return;
        localStorage.removeItem(unsentOf(key));
        enter('kept');
      } catch (caught) {
        const other = otherOf(caught, 'SCENARIO_CHANGED');
        enter(other ? 'conflict' : 'failed', other ? null : caught, other);
      }
    };
    // One after the other: an older draft never arrives after a newer one.
    return (next: Draft) => {
      enter('keeping');
      running = running.then(() => work(next));
      return running;
    };
  }, [key, enter]);
  useEffect(() => {
    // What was undone before it was sent is sent all the same: the answer says that it is there.
    if (!mayWrite || draft === untouched.current) return;
    untouched.current = null;
    keepHere(unsentOf(key), { revision: now.current.revision, draft } satisfies Unsent);
    // Until one of the two versions is chosen, neither is written over.
    if (now.current.kept === 'conflict') return;
    enter('keeping');
    const timer = setTimeout(() => void send(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft, key, mayWrite, send, enter]);
  /** What cannot be read now can be asked for again: both versions stay. */
  const read = () => readScenario(key).catch((caught) => setState((before) => ({ ...before, keepError: caught })));
  const readTheirs = async () => {
    const theirs = await read();
    if (!theirs) return null;
    untouched.current = asDraft(theirs.draft);
    now.current.revision = theirs.revision;
    localStorage.removeItem(unsentOf(key));
    enter('kept');
    return untouched.current;
  };
  const overwrite = async () => {
    const theirs = await read();
    if (!theirs) return;
    now.current.revision = theirs.revision;
    await send(now.current.draft);
  };
  return {
    ...state,
    keepAgain: () => send(now.current.draft),
    unsaved: useCallback(() => now.current.kept !== 'kept', []),
    /** The revision that the server answered last: what is seen here. */
    revision: useCallback(() => now.current.revision, []),
    readTheirs,
    overwrite: () => void overwrite(),
  };
}

/** Somebody saved meanwhile what this browser still had to send. */
function firstState({ revision, changedBy, updatedAt }: Scenario, unsent: Unsent | null): State {
  const late = unsent !== null && unsent.revision !== revision;
  return { kept: late ? 'conflict' : 'kept', keepError: null, other: late ? { by: changedBy, at: updatedAt } : null };
}

const same = (a: Draft, b: Draft): boolean => JSON.stringify(a) === JSON.stringify(b);
