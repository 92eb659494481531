/** What is done with the selected block, by a button above the canvas or a key in the plan. */
import type { Component, Editor } from 'grapesjs';

/** What holds the message together stays. */
export const isFixed = (component: Component | null): boolean => !component || component.get('removable') === false;

/** GrapesJS counts places before the block is taken out of its own. */
export function move(component: Component, by: -1 | 1): void {
  const parent = component.parent();
  if (!parent || isFixed(component)) return;
  const at = component.index() + (by === 1 ? 2 : -1);
  if (at < 0 || at > parent.components().length) return;
  component.move(parent, { at });
}

/** What was beside it is selected then: whoever works by keyboard stays where they were. */
export function remove(editor: Editor, component: Component): void {
  const parent = component.parent();
  if (!parent || isFixed(component)) return;
  const around = parent.components();
  const next = around.at(component.index() + 1) ?? (component.index() > 0 ? around.at(component.index() - 1) : parent);
  component.remove();
  editor.select(next);
}

export function duplicate(editor: Editor, component: Component): void {
  if (isFixed(component)) return;
  const [made] = component.parent()?.append(component.clone(), { at: component.index() + 1 }) ?? [];
  if (made) editor.select(made);
}
