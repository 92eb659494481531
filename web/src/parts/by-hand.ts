/**
 * What is changed on a page and saved by its button. Leaving it unsaved asks, and of two who change the same thing the second is told:
 *
 *     saved ──change──▶ changed ──save──▶ saved
 *       ▲                  ▲ └─ somebody was faster ─▶ conflict ──theirs──▶ saved
 *       └─ theirs comes in ┘ while nothing was changed here            └──mine──▶ saved, over theirs
 */
import { useEffect, useRef, useState } from 'react';
import { type Other, otherOf } from './conflict-note.tsx';
import { inOrder } from './in-order.ts';

/** What the server keeps of a thing, and which one that is. */
type Revised = { revision: number };

type Given<Thing extends Revised, Draft> = {
  /** Null while there is none yet. */
  thing: Thing | null;
  draftOf: (thing: Thing | null) => Draft;
  /** Keeps it over the revision that was seen, 0 for a new one. @throws the server's refusal */
  send: (draft: Draft, seen: number) => Promise<Thing>;
  read: () => Promise<Thing>;
  /** Code of the refusal where somebody was faster. */
  faster: string;
};

const none = { error: null as unknown, other: null as Other | null, pending: false };

export function useByHand<Thing extends Revised, Draft>({ thing, draftOf, send, read, faster }: Given<Thing, Draft>) {
  const [seen, setSeen] = useState(thing?.revision ?? 0);
  const [start, setStart] = useState(() => draftOf(thing));
  const [draft, setDraft] = useState(start);
  const [state, setState] = useState(none);
  /** How often another version came in: fields that hold what is half typed begin anew. */
  const [times, setTimes] = useState(0);
  const changed = inOrder(draft) !== inOrder(start);
  // Whoever asks before the page is drawn anew must not hear of what was saved just now.
  const unsaved = useRef(changed);
  unsaved.current = changed;

  const load = (next: Thing) => {
    const theirs = draftOf(next);
    unsaved.current = false;
    setSeen(next.revision);
    setStart(theirs);
    setDraft(theirs);
    setState(none);
    setTimes((before) => before + 1);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read anew is looked at once, when it comes
  useEffect(() => {
    if (thing && thing.revision > seen && !unsaved.current) load(thing);
  }, [thing?.revision]);

  const running = useRef<Promise<unknown>>(Promise.resolve());
  const save = (over = false): Promise<Thing> => {
    const kept = keep(over);
    running.current = kept;
    return kept;
  };
  const keep = async (over: boolean): Promise<Thing> => {
    setState({ ...none, pending: true });
    try {
      const kept = await send(draft, over ? (await read()).revision : seen);
      unsaved.current = false;
      setSeen(kept.revision);
      setStart(draft);
      setState(none);
      return kept;
    } catch (caught) {
      const other = otherOf(caught, faster);
      setState({ error: other ? null : caught, other, pending: false });
      throw caught;
    }
  };
  return {
    draft,
    put: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    change: (work: (before: Draft) => Partial<Draft>) => setDraft((before) => ({ ...before, ...work(before) })),
    changed,
    unsaved: () => unsaved.current,
    saving: () => running.current,
    save,
    ...state,
    times,
    takeTheirs: () => void read().then(load, (error: unknown) => setState((before) => ({ ...before, error }))),
    overwrite: () => void save(true).catch(() => {}),
  };
}
