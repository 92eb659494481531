import { html } from '@codemirror/lang-html';
import { EditorState } from '@codemirror/state';
import { Decoration, EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import classes from './code-editor.module.css';

/** Writes at the cursor. */
export type CodeHandle = { insert: (text: string) => void };

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  readOnly: boolean;
  ref?: Ref<CodeHandle>;
};

/** Marks what fits with a class. */
function marked(regexp: RegExp, name: string | undefined) {
  const matches = new MatchDecorator({ regexp, decoration: Decoration.mark({ class: name }) });
  return ViewPlugin.fromClass(
    class {
      decorations;
      constructor(view: EditorView) {
        this.decorations = matches.createDeco(view);
      }
      update(update: ViewUpdate) {
        this.decorations = matches.updateDeco(update, this.decorations);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

/** CodeMirror's own colours are made for white paper alone, and one of them is too pale there: these are read in light and dark. */
const COLOURS = [
  marked(/<\/?[a-z][\w-]*|\/?>/gi, classes.tag),
  marked(/(?<==)(?:"[^"]*"|'[^']*')/g, classes.value),
  // What is filled in for each reader stands out from what is written for all.
  marked(/\{\{[^}]*\}\}|\{%[^%]*%\}/g, classes.liquid),
];

/** MJML or HTML as text. Tab leaves the editor, as everywhere on the page. */
export default function CodeEditor({ label, value, onChange, readOnly, ref }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const tell = useRef(onChange);
  tell.current = onChange;
  const first = useRef(value);
  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          basicSetup,
          html(),
          COLOURS,
          EditorView.lineWrapping,
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            const typed = update.docChanged && !update.transactions.some((one) => one.isUserEvent('outside'));
            if (typed) tell.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [label, readOnly]);
  // What was changed elsewhere (in the blocks) is put in, unless it is what stands here already.
  useEffect(() => {
    first.current = value;
    const { current } = view;
    if (!current || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value }, userEvent: 'outside' });
  }, [value]);
  useImperativeHandle(ref, () => ({
    insert: (text) => {
      const { current } = view;
      if (!current) return;
      current.dispatch(current.state.replaceSelection(text), { scrollIntoView: true });
      current.focus();
    },
  }));
  return <div ref={place} className={classes.editor} />;
}
