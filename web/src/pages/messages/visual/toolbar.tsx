import { ActionIcon, Group, SegmentedControl, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowDown,
  IconArrowForwardUp,
  IconArrowUp,
  IconCopy,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Component, Editor } from 'grapesjs';
import { useState } from 'react';
import { useWords } from '../../../words.ts';

/** Above the canvas: how wide it is, back and forth, and what can be done with the selected block. */
export function Toolbar({ editor, selected }: { editor: Editor; selected: Component | null }) {
  const t = useWords('messages');
  const [device, setDevice] = useState('desktop');
  const fixed = !selected || selected.get('removable') === false;
  return (
    <Group justify="space-between" gap="xs" p={6}>
      <SegmentedControl
        size="xs"
        aria-label={t('visual.width')}
        data={[
          { value: 'desktop', label: t('visual.desktop') },
          { value: 'phone', label: t('visual.phone') },
        ]}
        value={device}
        onChange={(next) => {
          setDevice(next);
          editor.setDevice(next);
        }}
      />
      <Group gap={2}>
        <Tool icon={IconArrowBackUp} label={t('visual.undo')} onClick={() => editor.UndoManager.undo()} />
        <Tool icon={IconArrowForwardUp} label={t('visual.redo')} onClick={() => editor.UndoManager.redo()} />
        <Tool
          icon={IconArrowUp}
          label={t('visual.up')}
          disabled={fixed}
          onClick={() => selected && move(selected, -1)}
        />
        <Tool
          icon={IconArrowDown}
          label={t('visual.down')}
          disabled={fixed}
          onClick={() => selected && move(selected, 1)}
        />
        <Tool
          icon={IconCopy}
          label={t('visual.copy')}
          disabled={fixed}
          onClick={() => selected?.parent()?.append(selected.clone(), { at: selected.index() + 1 })}
        />
        <Tool
          icon={IconTrash}
          label={t('visual.delete')}
          disabled={fixed}
          onClick={() => {
            selected?.remove();
            editor.select();
          }}
        />
      </Group>
    </Group>
  );
}

function Tool(props: { icon: TablerIcon; label: string; disabled?: boolean; onClick: () => void }) {
  const { icon: Icon, label, disabled = false, onClick } = props;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={onClick}>
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** GrapesJS counts places before the block is taken out of its own. */
function move(component: Component, by: -1 | 1): void {
  const parent = component.parent();
  if (!parent) return;
  const at = component.index() + (by === 1 ? 2 : -1);
  if (at < 0 || at > parent.components().length) return;
  component.move(parent, { at });
}
