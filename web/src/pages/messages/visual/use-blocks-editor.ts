/** A GrapesJS editor that stays in step with the draft: what it changes is written into the draft, what changes there is loaded. */
import type { Component, Editor } from 'grapesjs';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { fromBlocks, NotForBlocks, skeletonOf, toBlocks } from './liquid-markup.ts';
import { setUp } from './setup.ts';

/** A change is written when the hand rests; text that is typed into the code is loaded a little later. */
const WRITE_AFTER_MS = 250;
const LOAD_AFTER_MS = 700;
const LONGEST_SHOWN = 60;

type Options = {
  place: RefObject<HTMLDivElement | null>;
  body: string;
  onChange: (body: string) => void;
  language: 'fr' | 'en';
  /** What the canvas is called for those who do not see it. */
  title: string;
  onImage: (component: Component) => void;
};

export function useBlocksEditor({ place, body, onChange, language, title, onImage }: Options) {
  const [editor, setEditor] = useState<Editor | null>(null);
  const [selected, setSelected] = useState<Component | null>(null);
  /** What the blocks would lose of this message; null when they keep all of it. */
  const [lost, setLost] = useState<string | null>(null);
  const [version, setVersion] = useState(0);
  const written = useRef<string | null>(null);
  const reload = useRef(() => {});
  const now = useRef({ body, onChange, onImage, lost: null as string | null });
  Object.assign(now.current, { body, onChange, onImage });

  useEffect(() => {
    const made = setUp({
      container: place.current!,
      language,
      onImage: (component) => now.current.onImage(component),
    });
    // As the blocks write what they loaded; null while they are loading.
    let known: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () => {
      known = null;
      clearTimeout(timer);
      const source = now.current.body;
      written.current = source;
      setSelected(null);
      const fault = put(made, source);
      made.UndoManager.clear();
      // Views change values of their own while they are drawn for the first time: only what comes after that is somebody's work.
      setTimeout(() => {
        const back = fromBlocks(made.getHtml());
        now.current.lost = fault ?? lostBetween(source, back);
        setLost(now.current.lost);
        known = back;
        setVersion((nth) => nth + 1);
      });
    };
    const write = () => {
      if (known === null || now.current.lost !== null) return;
      const next = fromBlocks(made.getHtml());
      setVersion((nth) => nth + 1);
      if (next === known) return;
      known = next;
      written.current = next;
      now.current.onChange(next);
    };
    made.on('load', () => {
      made.Canvas.getFrameEl()?.setAttribute('title', title);
      load();
      setEditor(made);
    });
    made.on('update', () => {
      clearTimeout(timer);
      timer = setTimeout(write, WRITE_AFTER_MS);
    });
    made.on('component:selected', (component: Component) => setSelected(component));
    made.on('component:deselected', () => setSelected(null));
    reload.current = load;
    return () => {
      clearTimeout(timer);
      // What was changed in the last moment is not lost with the view.
      write();
      made.destroy();
      setEditor(null);
      setSelected(null);
    };
  }, [place, language, title]);

  useEffect(() => {
    if (!editor || body === written.current) return;
    const timer = setTimeout(() => reload.current(), LOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [editor, body]);

  return { editor, selected, lost, version };
}

/** Loads a body; answers what stands in it that is not for blocks. */
function put(editor: Editor, body: string): string | null {
  try {
    editor.setComponents(toBlocks(body));
    return null;
  } catch (error) {
    if (!(error instanceof NotForBlocks)) throw error;
    return error.message.slice(0, LONGEST_SHOWN);
  }
}

/** The first thing that did not come back; null when all of it did. */
function lostBetween(source: string, back: string): string | null {
  const [before, after] = [skeletonOf(source).split('\n'), skeletonOf(back).split('\n')];
  const at = before.findIndex((line, nth) => line !== after[nth]);
  return at < 0 && before.length === after.length
    ? null
    : (before[at] ?? after[before.length] ?? '').slice(0, LONGEST_SHOWN);
}
