/** The draft in hand: changed, undone, and kept at the server a moment after each change. */
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Scenario, ScenarioFault } from '../../../../src/api/contract.ts';
import { type Judged, useJudged, useKeepDraft } from '../../queries/scenarios.ts';
import { asDraft, type Draft } from './model/draft.ts';
import { begin, change, type History, redo, undo } from './model/history.ts';

/** How long the hand may rest before the draft is kept. */
const REST_MS = 700;
/** What the server has not taken yet stands in the browser, so that a reload loses nothing. */
const unsentOf = (key: string) => `declic.scenario.${key}`;

export type Kept = 'kept' | 'keeping' | 'failed';
/** A change of the draft; `about` names the field, so that what is typed in it is undone at once. */
export type Change = (work: (draft: Draft) => Draft, about?: string) => void;

type Action = { do: 'change'; work: (draft: Draft) => Draft; about?: string } | { do: 'undo' } | { do: 'redo' };

function reduce(history: History<Draft>, action: Action): History<Draft> {
  if (action.do === 'undo') return undo(history);
  if (action.do === 'redo') return redo(history);
  return change(history, action.work(history.present), action.about ?? null);
}

/** What the browser kept of a draft that did not reach the server; null when there is none. */
function readUnsent(key: string): Draft | null {
  try {
    const text = localStorage.getItem(unsentOf(key));
    return text === null ? null : asDraft(JSON.parse(text));
  } catch {
    return null;
  }
}

export function useEditor(scenario: Scenario, mayWrite: boolean) {
  const { key } = scenario;
  const [unsent] = useState(() => (mayWrite ? readUnsent(key) : null));
  const [history, act] = useReducer(reduce, unsent ?? asDraft(scenario.draft), begin);
  const { present } = history;
  const { kept, error, retry } = useKeeping(key, present, asDraft(scenario.draft), mayWrite);
  const { data: judged } = useJudged(key);
  const changeDraft: Change = useCallback((work, about) => act({ do: 'change', work, about }), []);
  return {
    draft: present,
    change: changeDraft,
    undo: useCallback(() => act({ do: 'undo' }), []),
    redo: useCallback(() => act({ do: 'redo' }), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    kept,
    keepError: error,
    keepAgain: retry,
    faults: judged?.errors ?? NONE,
    doubts: judged?.warnings ?? NONE,
    mayWrite,
  };
}
export type Editor = ReturnType<typeof useEditor>;

const NONE: ScenarioFault[] = [];

/** Keeps what is new once the hand rests; what fails is tried again with the next change, or when somebody asks. */
function useKeeping(key: string, draft: Draft, first: Draft, mayWrite: boolean) {
  const keep = useKeepDraft(key);
  const [kept, setKept] = useState<Kept>('kept');
  const [error, setError] = useState<unknown>(null);
  /** The draft that the page began with; afterwards every change is one. */
  const begun = useRef<Draft | null>(draft);
  const atServer = useRef(first);
  const now = useRef({ draft, keep });
  now.current = { draft, keep };
  const send = useMemo(() => {
    let running: Promise<void> = Promise.resolve();
    const work = async (next: Draft) => {
      try {
        await (now.current.keep(next) as Promise<Judged>);
        // Whoever went on meanwhile is not done yet.
        if (!same(next, now.current.draft)) return;
        localStorage.removeItem(unsentOf(key));
        setKept('kept');
        setError(null);
      } catch (caught) {
        setError(caught);
        setKept('failed');
      }
    };
    // One after the other: an older draft never arrives after a newer one.
    return (next: Draft) => {
      setKept('keeping');
      running = running.then(() => work(next));
      return running;
    };
  }, [key]);
  useEffect(() => {
    if (!mayWrite) return;
    // Nothing was changed yet. What was undone before it was sent is sent all the same: the answer says that it is there.
    if (draft === begun.current && same(draft, atServer.current)) return;
    begun.current = null;
    localStorage.setItem(unsentOf(key), JSON.stringify(draft));
    setKept('keeping');
    const timer = setTimeout(() => void send(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft, key, mayWrite, send]);
  return { kept, error, retry: () => send(draft) };
}

const same = (a: Draft, b: Draft): boolean => JSON.stringify(a) === JSON.stringify(b);
