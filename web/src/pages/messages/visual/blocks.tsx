import { UnstyledButton } from '@mantine/core';
import {
  IconBoxMultiple,
  IconColumns1,
  IconColumns2,
  IconColumns3,
  IconLetterT,
  IconMinus,
  IconPhoto,
  IconRectangle,
  IconSpacingVertical,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Component, Editor } from 'grapesjs';
import { useWords } from '../../../words.ts';
import { BLOCKS, type BlockName } from './properties.ts';
import classes from './visual-editor.module.css';

const ICONS: Record<BlockName, TablerIcon> = {
  text: IconLetterT,
  button: IconRectangle,
  image: IconPhoto,
  divider: IconMinus,
  spacer: IconSpacingVertical,
  columns1: IconColumns1,
  columns2: IconColumns2,
  columns3: IconColumns3,
  social: IconBoxMultiple,
};
const NAMES = Object.keys(BLOCKS) as BlockName[];

/** Dragged to where they are to be, or pressed: then they come behind what is selected, or at the end. */
export function Blocks({ editor }: { editor: Editor }) {
  const t = useWords('messages');
  const content = (name: BlockName) => BLOCKS[name].of(t('visual.placeholder'));
  return (
    <fieldset className={classes.list}>
      <legend className={classes.legend}>{t('visual.blocks')}</legend>
      <div className={classes.grid}>
        {NAMES.map((name) => {
          const Icon = ICONS[name];
          return (
            <UnstyledButton
              key={name}
              className={classes.block}
              draggable
              onDragStart={() => {
                // The canvas is a page of its own: GrapesJS carries the block over to it.
                const block = editor.Blocks.add(name, { label: name, content: content(name) });
                editor.Blocks.startDrag(block);
              }}
              onDragEnd={() => editor.Blocks.endDrag()}
              onClick={() => add(editor, content(name), BLOCKS[name].inside)}
            >
              <Icon size={20} stroke={1.6} aria-hidden />
              {t(`visual.block.${name}`)}
            </UnstyledButton>
          );
        })}
      </div>
    </fieldset>
  );
}

const is = (component: Component, ...tags: string[]): boolean => tags.includes(component.get('tagName') ?? '');
const above = (component: Component | undefined, tag: string): Component | undefined =>
  !component || is(component, tag) ? component : above(component.parent(), tag);

/** Behind the selected block; without one, into the last column, or as the last band. */
function add(editor: Editor, content: string, inside: boolean): void {
  const body = editor.getWrapper()?.findType('mj-body')[0];
  if (!body) return;
  const selected = editor.getSelected();
  const tag = inside ? 'mj-column' : 'mj-body';
  const holder = above(selected, tag) ?? (inside ? body.findType('mj-column').at(-1) : body);
  if (!holder) {
    const [made] = body.append(`<mj-section><mj-column>${content}</mj-column></mj-section>`);
    if (made) editor.select(made);
    return;
  }
  const child = childOf(holder, selected);
  const at = child ? child.index() + 1 : holder.components().length;
  const [made] = holder.append(content, { at });
  if (!made) return;
  editor.select(made);
  editor.Canvas.scrollTo(made, { behavior: 'auto' });
}

/** The child of the holder that the selected component is, or lies in. */
function childOf(holder: Component, selected: Component | undefined): Component | undefined {
  if (!selected || selected === holder) return undefined;
  const parent = selected.parent();
  return parent === holder ? selected : childOf(holder, parent);
}
