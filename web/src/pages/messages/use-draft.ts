/**
 * A draft in an editor: what is typed is saved by itself after a short pause, and kept in this browser until the server has it. Somebody
 * who saved the same message meanwhile is told, and nothing of either is thrown away without a choice.
 *
 *     saved ──type──▶ waiting ──pause──▶ saving ──▶ saved
 *                        ▲                 ├─ network, fault ─▶ failed ──retry──▶ saving
 *                        └──── typed ──────┴─ somebody was faster ─▶ conflict ──choice──▶ saving | saved
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Template } from '../../../../src/api/contract.ts';
import { type Other, otherOf } from '../../parts/conflict-note.tsx';
import { inOrder } from '../../parts/in-order.ts';
import { keepHere } from '../../parts/kept-here.ts';
import { readTemplate, type Source, saveDraft, type TemplateDraft } from '../../queries/templates.ts';

export type Draft = Pick<TemplateDraft, 'name' | 'class' | 'purpose' | 'channel'> & { draft: Source };
export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

const PAUSE_MS = 900;
const kept = (key: string): string => `declic.draft.${key}`;

const draftOf = ({ name, class: kind, purpose, channel, draft }: Template): Draft => ({
  name,
  class: kind,
  purpose,
  channel: channel as Draft['channel'],
  draft: draft as Source,
});

export function useDraft(template: Template) {
  const { key } = template;
  const [before] = useState(() => restored(template));
  const [draft, setDraft] = useState<Draft>(before?.draft ?? draftOf(template));
  const [revision, setRevision] = useState(template.revision);
  const [state, setState] = useState<SaveState>(!before ? 'saved' : before.follows ? 'waiting' : 'conflict');
  const [error, setError] = useState<unknown>(null);
  const [other, setOther] = useState<Other | null>(
    before && !before.follows ? { by: template.changedBy, at: template.updatedAt } : null,
  );
  const latest = useRef({ draft, revision, state });
  latest.current = { draft, revision, state };
  const running = useRef<Promise<unknown>>(Promise.resolve());
  /** Known at once to whoever asks before the page is drawn anew. */
  const enter = useCallback((next: SaveState) => {
    latest.current.state = next;
    setState(next);
  }, []);

  const put = useCallback(
    async (over: boolean): Promise<number> => {
      // Whoever waited for their turn may find that it is done.
      if (latest.current.state === 'saved') return latest.current.revision;
      const sent = latest.current.draft;
      enter('saving');
      try {
        const seen = over ? (await readTemplate(key)).revision : latest.current.revision;
        const saved = await saveDraft(key, { ...sent, revision: seen });
        latest.current.revision = saved.revision;
        setRevision(saved.revision);
        setError(null);
        setOther(null);
        const same = latest.current.draft === sent;
        if (same) localStorage.removeItem(kept(key));
        enter(same ? 'saved' : 'waiting');
        return saved.revision;
      } catch (caught) {
        const faster = otherOf(caught, 'TEMPLATE_CHANGED');
        enter(faster ? 'conflict' : 'failed');
        setOther(faster);
        setError(faster ? null : caught);
        throw caught;
      }
    },
    [key, enter],
  );

  const save = useCallback(
    (over = false): Promise<number> => {
      // One after the other: a save that overtook another would look like somebody else's.
      const turn = running.current.then(() => put(over));
      running.current = turn.catch(() => {});
      return turn;
    },
    [put],
  );

  const change = useCallback(
    (next: Partial<Draft>) => {
      const changed = { ...latest.current.draft, ...next };
      latest.current.draft = changed;
      setDraft(changed);
      keepHere(kept(key), { revision: latest.current.revision, draft: changed });
      if (latest.current.state !== 'conflict') enter('waiting');
    },
    [key, enter],
  );

  useEffect(() => {
    if (state !== 'waiting') return;
    const timer = setTimeout(() => void save().catch(() => {}), draft ? PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [state, draft, save]);

  /** Everything typed is with the server; answers the revision. For what acts on the kept draft. */
  const settle = useCallback(async () => (latest.current.state === 'saved' ? latest.current.revision : save()), [save]);
  const takeTheirs = useCallback(async () => {
    const theirs = await readTemplate(key);
    localStorage.removeItem(kept(key));
    latest.current = { draft: draftOf(theirs), revision: theirs.revision, state: 'saved' };
    setDraft(latest.current.draft);
    setRevision(theirs.revision);
    setOther(null);
    setError(null);
    setState('saved');
  }, [key]);

  return {
    draft,
    revision,
    state,
    error,
    other,
    change,
    settle,
    retry: () => void save().catch(() => {}),
    unsaved: useCallback(() => latest.current.state !== 'saved', []),
    takeTheirs: () => void takeTheirs().catch(setError),
    overwrite: () => void save(true).catch(() => {}),
  };
}

/** What was typed before the browser closed, and whether the server still has the revision that it was typed into. */
function restored(template: Template): { draft: Draft; follows: boolean } | null {
  try {
    const found = JSON.parse(localStorage.getItem(kept(template.key)) ?? 'null') as {
      revision: number;
      draft: Draft;
    } | null;
    // The answer to the last save may never have come.
    if (!found || inOrder(found.draft) === inOrder(draftOf(template))) return null;
    return { draft: found.draft, follows: found.revision === template.revision };
  } catch {
    return null;
  }
}
