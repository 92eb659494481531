import { Text } from '@mantine/core';
import type { Component, Editor } from 'grapesjs';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { useWords } from '../../../words.ts';
import { move, remove } from './changes.ts';
import classes from './visual-editor.module.css';

const SHOWN = /^mj-(?!head|preview|style|title|font)/;
const LONGEST = 28;

type Props = {
  editor: Editor;
  selected: Component | null;
  /** Grows with every change of the message, after which the plan is drawn anew. */
  version: number;
  /** Goes to the settings of the selected block. */
  onSettings: () => void;
};

/**
 * What the message is made of, from top to bottom: the way to every block without a mouse. A tree as the ARIA practices describe it: one
 * stop of Tab, arrows choose, and what a mouse does on the canvas keys do here.
 */
export function Outline({ editor, selected, version, onSettings }: Props) {
  const t = useWords('messages');
  const help = useId();
  const tree = useRef<HTMLDivElement>(null);
  /** The focus goes along with the selection, once somebody is in here. */
  const follows = useRef(false);
  const body = editor.getWrapper()?.findType('mj-body')[0];
  const lines = body ? linesOf(body, 1) : [];
  const at = lines.findIndex(({ component }) => component === selected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a line that was moved in the page has lost the focus
  useEffect(() => {
    if (follows.current) tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: false });
  }, [selected, version]);
  const choose = (nth: number) => {
    const component = lines[Math.min(Math.max(nth, 0), lines.length - 1)]?.component;
    if (!component) return;
    editor.select(component);
    editor.Canvas.scrollTo(component, { behavior: 'auto' });
  };
  const press = (event: KeyboardEvent) => {
    const work = keyed(event, { editor, selected, at, last: lines.length - 1, choose, onSettings });
    if (!work) return;
    // GrapesJS listens on the whole page: it would do the same once more, with what is selected then.
    event.preventDefault();
    event.stopPropagation();
    work();
  };
  return (
    <fieldset className={classes.list}>
      <legend className={classes.legend}>{t('visual.outline')}</legend>
      <div
        ref={tree}
        role="tree"
        aria-label={t('visual.outline')}
        aria-describedby={help}
        className={classes.outline}
        onFocus={() => {
          follows.current = true;
        }}
        onBlur={({ relatedTarget, currentTarget }) => {
          if (relatedTarget && !currentTarget.contains(relatedTarget)) follows.current = false;
        }}
      >
        {lines.map(({ component, depth }, nth) => (
          <div
            key={component.getId()}
            role="treeitem"
            aria-level={depth}
            aria-selected={component === selected}
            tabIndex={nth === Math.max(at, 0) ? 0 : -1}
            className={classes.line}
            style={{ paddingLeft: 6 + (depth - 1) * 10 }}
            onClick={() => choose(nth)}
            onKeyDown={press}
            onFocus={() => at < 0 && choose(nth)}
          >
            {nameOf(component, t)}
          </div>
        ))}
      </div>
      <Text id={help} size="xs" c="dimmed" mt={6}>
        {t('visual.keys')}
      </Text>
    </fieldset>
  );
}

type Here = {
  editor: Editor;
  selected: Component | null;
  at: number;
  last: number;
  choose: (nth: number) => void;
  onSettings: () => void;
};

/** What a key does here; nothing for those that are somebody else's. */
function keyed(event: KeyboardEvent, here: Here): (() => unknown) | null {
  const { editor, selected, at, last, choose, onSettings } = here;
  const undoing = event.ctrlKey || event.metaKey;
  if (event.key.toLowerCase() === 'z' && undoing) {
    return () => (event.shiftKey ? editor.UndoManager.redo() : editor.UndoManager.undo());
  }
  const ups = { ArrowUp: -1, ArrowDown: 1 } as const;
  const by = ups[event.key as keyof typeof ups];
  if (by && event.altKey) return () => selected && move(selected, by);
  if (by) return () => choose(at + by);
  const rest: [string, () => unknown][] = [
    ['Home', () => choose(0)],
    ['End', () => choose(last)],
    ['Delete', () => selected && remove(editor, selected)],
    ['Backspace', () => selected && remove(editor, selected)],
    ['Enter', onSettings],
  ];
  return rest.find(([name]) => name === event.key)?.[1] ?? null;
}

/** The first words of a text, else what it is. */
function nameOf(component: Component, t: ReturnType<typeof useWords>): string {
  const tag = component.get('tagName') ?? '';
  const words = wordsOf(component);
  return words === '' ? t(`visual.element.${tag}`, { defaultValue: tag }) : words;
}

function linesOf(component: Component, depth: number): { component: Component; depth: number }[] {
  const tag = component.get('tagName') ?? '';
  if (!SHOWN.test(tag)) return [];
  const inner = /^mj-(text|button|image|raw|divider|spacer)$/.test(tag) ? [] : component.components().models;
  return [{ component, depth }, ...inner.flatMap((one: Component) => linesOf(one, depth + 1))];
}

/** The first words of a text, by which it is known. */
function wordsOf(component: Component): string {
  const tag = component.get('tagName') ?? '';
  if (!/^mj-(text|button|raw)$/.test(tag)) return '';
  const words = (component.getInnerHTML() ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&quot;|&#039;/g, '’')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}
