import { UnstyledButton } from '@mantine/core';
import type { Component, Editor } from 'grapesjs';
import { useWords } from '../../../words.ts';
import classes from './visual-editor.module.css';

const SHOWN = /^mj-(?!head|preview|style|title|font)/;
const LONGEST = 28;

/** What the message is made of, from top to bottom: the way to every block without a mouse. */
export function Outline({ editor, selected }: { editor: Editor; selected: Component | null }) {
  const t = useWords('messages');
  const body = editor.getWrapper()?.findType('mj-body')[0];
  if (!body) return null;
  return (
    <fieldset className={classes.list}>
      <legend className={classes.legend}>{t('visual.outline')}</legend>
      <ul className={classes.outline}>
        {linesOf(body, 0).map(({ component, depth }) => {
          const tag = component.get('tagName') ?? '';
          const words = wordsOf(component);
          const name = t(`visual.element.${tag}`, { defaultValue: tag });
          return (
            <li key={component.getId()} style={{ paddingLeft: depth * 10 }}>
              <UnstyledButton
                className={classes.line}
                aria-current={component === selected || undefined}
                onClick={() => {
                  editor.select(component);
                  editor.Canvas.scrollTo(component, { behavior: 'auto' });
                }}
              >
                {words === '' ? name : words}
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
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
